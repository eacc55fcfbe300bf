package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.CcacheAllocatorBuilder;
import org.ccache.allocator.Maintenance;
import org.ccache.rseq.Rseq;

/** What the system charges an allocator for. Argument: what is looked at. */
final class FootprintProgram {
    private static final long MIB = 1 << 20;

    private FootprintProgram() {}

    public static void main(String[] arguments) throws Throwable {
        switch (arguments[0]) {
            case "descriptors" -> descriptors();
            case "data" -> data();
            case "locked" -> locked();
            case "limited" -> limited();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(0);
    }

    private static void descriptors() {
        for (int i = 0; i < 20; i++) {
            use(CcacheAllocator.builder());
        }
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            allocator.resident();
        }
        say("before", ProcessFigures.descriptors());
        for (int i = 0; i < 200; i++) {
            use(CcacheAllocator.builder());
        }
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            allocator.resident();
        }
        say("after", ProcessFigures.descriptors());
    }

    private static void use(CcacheAllocatorBuilder builder) {
        try (CcacheAllocator allocator = builder.build()) {
            allocator.free(allocator.allocate(100));
            allocator.free(allocator.allocate(100_000));
            allocator.stats();
        }
    }

    /**
     * Private writable mappings: what an ulimit -d counts, and strict overcommit. The first one warms everything up.
     */
    private static void data() throws IOException {
        use(CcacheAllocator.builder());
        say("indexes", Rseq.indexes());
        long before = ProcessFigures.bytes("VmData");
        CcacheAllocator one = CcacheAllocator.create();
        one.free(one.allocate(100));
        long between = ProcessFigures.bytes("VmData");
        CcacheAllocator two = CcacheAllocator.builder().reserve(16L << 30).build();
        two.free(two.allocate(100));
        long after = ProcessFigures.bytes("VmData");
        say("defaults", between - before);
        say("reserved", after - between);
        one.close();
        two.close();
    }

    @SuppressWarnings("restricted")
    private static void locked() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle mlockall = linker.downcallHandle(
                linker.defaultLookup().find("mlockall").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int currentAndFuture = 3;
        if ((int) mlockall.invokeExact(currentAndFuture) != 0) {
            say("refused", true);
            return;
        }
        say("refused", false);
        long before = ProcessFigures.bytes("VmRSS");
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().maintenance(Maintenance.CALLER).build()) {
            allocator.free(allocator.allocate(100));
            say("indexes", Rseq.indexes());
            say("idle", ProcessFigures.bytes("VmRSS") - before);
            List<Long> blocks = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                long block = allocator.allocate(MIB);
                allocator.segment(block).fill((byte) 1);
                blocks.add(block);
            }
            long full = ProcessFigures.bytes("VmRSS");
            say("filled", full - before);
            blocks.forEach(allocator::free);
            allocator.trim();
            say("back", full - ProcessFigures.bytes("VmRSS"));
            say("refusals", refusals(allocator.stats()));
        }
    }

    /** By name, so that this compiles with a product that does not count them. */
    private static long refusals(AllocatorStats stats) {
        try {
            return (long) AllocatorStats.class.getMethod("purgeRefusals").invoke(stats);
        } catch (ReflectiveOperationException e) {
            return -1;
        }
    }

    /**
     * Until the system or the limit refuses; then the JVM and the allocator go on. Argument of the shell: ulimit -d.
     */
    private static void limited() throws Exception {
        long limit = dataLimit();
        long left = limit - ProcessFigures.bytes("VmData");
        say("left", left);
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().maintenance(Maintenance.CALLER).build()) {
            allocator.free(allocator.allocate(100));
            long[] blocks = new long[(int) (limit / MIB)];
            int count = 0;
            try {
                while (count < blocks.length) {
                    blocks[count] = allocator.allocate(MIB);
                    allocator.segment(blocks[count]).fill((byte) 1);
                    count++;
                }
            } catch (OutOfMemoryError e) {
                say("message", e.getMessage());
            }
            say("got", count * MIB);
            for (int i = 0; i < count; i++) {
                allocator.free(blocks[i]);
            }
            allocator.trim();
            allocator.free(allocator.allocate(MIB));
            Thread thread = Thread.ofPlatform().start(() -> say("thread", "started"));
            thread.join();
            say("clean", allocator.audit().clean());
        }
    }

    private static long dataLimit() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max data size")) {
                return Long.parseLong(line.substring(13).strip().replaceAll("\\s.*", ""));
            }
        }
        throw new AssertionError("no limit");
    }
}
