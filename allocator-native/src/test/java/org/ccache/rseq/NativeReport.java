package org.ccache.rseq;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ccache.layout.RegionLayout;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;
import org.ccache.sequence.Sequences;
import org.ccache.sequence.TestRegions;

/**
 * The program of the child JVMs: prints what was decided here, maps memory and, where sequences work, runs them.
 * With "wait" it then waits for the end of its input.
 */
public final class NativeReport {
    private static final int WORDS = 100;

    private NativeReport() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("mode=" + Rseq.mode());
        System.out.println("reason=" + Rseq.reason());
        System.out.println("library=" + Rseq.library());
        System.out.println("index=" + Rseq.indexHint());
        System.out.println("mappings=" + mappings());
        System.out.println("memory=" + (memory() ? "works" : "broken"));
        System.out.println(
                "sequences=" + (Rseq.mode() == RseqMode.UNAVAILABLE ? "none" : sequences() ? "work" : "broken"));
        System.out.flush();
        if (arguments.length > 0 && arguments[0].equals("wait")) {
            while (System.in.read() >= 0) {
                // until the parent closes it
            }
        }
    }

    /** Executable mappings of our library in this process. */
    static long mappings() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("ccache") && line.contains(" r-xp "))
                    .filter(line -> line.contains("memfd:") || line.contains("libccache"))
                    .count();
        }
    }

    private static boolean memory() {
        long bytes = 16L * Machine.pageSize();
        long address = VirtualMemory.reserve(bytes);
        return address > 0
                && VirtualMemory.commit(address, bytes) == 0
                && VirtualMemory.purge(address, bytes) == 0
                && VirtualMemory.release(address, bytes) == 0;
    }

    /** One magazine in the region of each index: what is pushed can be popped, whatever the indexes are meanwhile. */
    private static boolean sequences() {
        int indexes = Rseq.indexes();
        try (TestRegions regions = new TestRegions(indexes)) {
            for (int i = 0; i < indexes; i++) {
                regions.open(i, WORDS);
            }
            long header = RegionLayout.header(1);
            long pushed = 0;
            long popped = 0;
            for (int round = 0; round < 1000; round++) {
                for (int i = 1; i <= 50; i++) {
                    pushed += Sequences.push(regions.base(), header, indexes, 16L * i) == 0 ? 1 : 0;
                }
                while (Sequences.pop(regions.base(), header, indexes) > 0) {
                    popped++;
                }
            }
            for (int i = 0; i < indexes; i++) {
                popped += regions.count(i); // left behind by a move to another index
            }
            return pushed > 40_000 && pushed == popped;
        }
    }
}
