package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.allocator.Maintenance;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.machine.ThreadAffinity;
import org.ccache.bench.measure.Crew;
import org.ccache.bench.research.fill.Fill;

/** One thread that visits processors in turn and fills on each. Nobody else allocates, and nobody drains. */
final class CidRun {
    private CidRun() {}

    static CidResult measure(CidSettings settings) throws InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .frontEnd(FrontEnd.CCACHE)
                .maintenance(Maintenance.CALLER)
                .build()) {
            // In a thread of its own: its affinity is not the caller's.
            return Crew.work(1, number -> () -> visit(allocator, settings)).getFirst();
        }
    }

    private static int threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return (int) tasks.count();
        }
    }

    private static CidResult visit(CcacheAllocator allocator, CidSettings settings) throws IOException {
        int[] allowed = Affinity.allowed();
        Fill fill = new Fill(allocator, settings.shape(), settings.bytes());
        List<Integer> processors = new ArrayList<>();
        List<Integer> used = new ArrayList<>();
        List<Long> cached = new ArrayList<>();
        int threads = threads();
        AllocatorStats stats = allocator.stats();
        for (int i = 0; i < Math.min(allowed.length, settings.processors()); i++) {
            if (settings.alone()) {
                ThreadAffinity.pin(allowed[i]);
            } else {
                ThreadAffinity.pinAll(allowed[i]);
            }
            fill.allocate();
            fill.free();
            stats = allocator.stats();
            processors.add(allowed[i]);
            used.add(stats.indexesUsed());
            cached.add(stats.cachedBytes());
            threads = Math.max(threads, threads());
        }
        return new CidResult(
                MachineReport.facts().get("kernel"),
                stats.mode(),
                settings.shape(),
                settings.alone(),
                threads,
                allowed.length,
                processors,
                used,
                cached,
                stats.refills(),
                stats.flushes(),
                stats.aborts());
    }
}
