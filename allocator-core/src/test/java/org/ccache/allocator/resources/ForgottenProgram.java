package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.allocator.Maintenance;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/**
 * Makes and uses allocators that it then forgets: of all front ends and kinds of maintenance. Arguments: count, and
 * "throwing" for a log that throws.
 */
final class ForgottenProgram {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private ForgottenProgram() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Logged logged = Logged.start();
        if (List.of(arguments).contains("throwing")) {
            logged.thenThrow();
        }
        make(FrontEnd.STRIPED, Maintenance.CALLER).close(); // classes, handles, the native library
        settle();
        long mappings = ProcessFigures.mappings();
        long size = ProcessFigures.bytes("VmSize");
        say("mappings.before", mappings);
        say("size.before", size);
        List<FrontEnd> frontEnds = List.of(FrontEnd.values());
        List<Maintenance> modes = List.of(Maintenance.values());
        int forgotten = 0;
        for (int i = 0; i < count; i++) {
            FrontEnd frontEnd = frontEnds.get(i % frontEnds.size());
            if (frontEnd.needsSequences() && Rseq.mode() == RseqMode.UNAVAILABLE) {
                continue;
            }
            touch(make(frontEnd, modes.get(i / frontEnds.size() % modes.size())));
            forgotten++;
        }
        say("forgotten", forgotten);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - end < 0 && !released(logged, forgotten, mappings, size)) {
            settle();
        }
        say("mappings.after", ProcessFigures.mappings());
        say("size.after", ProcessFigures.bytes("VmSize"));
        List<String> warnings = logged.messages(Level.WARNING);
        say("warnings", warnings.size());
        say(
                "located",
                warnings.stream()
                        .filter(text -> text.contains(ForgottenProgram.class.getSimpleName()) && text.contains("make"))
                        .count());
        warnings.stream().limit(3).forEach(System.out::println);
        System.exit(0);
    }

    private static void settle() throws InterruptedException {
        System.gc();
        Thread.sleep(50);
    }

    private static boolean released(Logged logged, int forgotten, long mappings, long size) throws IOException {
        return logged.messages(Level.WARNING).size() >= forgotten
                && ProcessFigures.mappings() < mappings + 2L * forgotten
                && ProcessFigures.bytes("VmSize") < size + (1L << 30);
    }

    private static CcacheAllocator make(FrontEnd frontEnd, Maintenance maintenance) {
        return CcacheAllocator.builder()
                .frontEnd(frontEnd)
                .maintenance(maintenance)
                .build();
    }

    /** Used, and with live blocks; by the calling thread, which lives on. */
    private static void touch(CcacheAllocator allocator) {
        for (int i = 0; i < 200; i++) {
            allocator.segment(allocator.allocate(4096)).fill((byte) i);
        }
        allocator.free(allocator.allocate(100));
        allocator.scope("part", 1 << 20).allocate(100);
    }
}
