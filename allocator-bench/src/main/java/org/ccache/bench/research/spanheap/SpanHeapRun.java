package org.ccache.bench.research.spanheap;

import java.util.List;
import java.util.stream.IntStream;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.measure.Phases;
import org.ccache.bench.research.fill.Shape;

/** Threads with heaps over one allocator: warm up, work at the same time, rest. One run only. */
public final class SpanHeapRun {
    private static final long STACK_BYTES = 256 << 10;

    private SpanHeapRun() {}

    /**
     * Measures with an allocator of its own.
     *
     * @throws IllegalStateException if a thread failed, or a span is not accounted for
     */
    public static SpanHeapResult measure(SpanHeapSettings settings) throws InterruptedException {
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(settings.cache().frontEnd()).build()) {
            List<SpanHeapThread> works = IntStream.range(0, settings.threads())
                    .mapToObj(number -> new SpanHeapThread(new SpanHeap(allocator, settings.cache()), number))
                    .toList();
            SpanHeapResult result;
            try (Phases threads = new Phases(Thread.ofPlatform().daemon().stackSize(STACK_BYTES), settings.threads())) {
                int cycles = Math.max(1, settings.cycles() / settings.threads());
                threads.run(thread -> works.get(thread).cycles(settings.warmUpCycles()));
                long nanos = threads.run(thread -> works.get(thread).cycles(cycles));
                long operations =
                        (long) cycles * settings.threads() * works.getFirst().operations();
                result = look(settings, allocator, works, (double) nanos / operations);
                threads.run(thread -> works.get(thread).heap().close());
            }
            AllocatorStats stats = allocator.stats();
            if (!allocator.audit().clean() || stats.liveBytes() + stats.largeBytes() != 0) {
                throw new IllegalStateException("spans are lost: " + allocator.audit());
            }
            return result;
        }
    }

    private static SpanHeapResult look(
            SpanHeapSettings settings,
            CcacheAllocator allocator,
            List<SpanHeapThread> works,
            double nanosPerOperation) {
        AllocatorStats stats = allocator.stats();
        long held = works.stream().mapToLong(w -> w.heap().held()).sum()
                * settings.cache().spanBytes();
        if (stats.liveBytes() + stats.largeBytes() != held) {
            throw new IllegalStateException("spans of " + held + " bytes are held, but " + stats + " says otherwise");
        }
        int busy = Math.min(settings.threads(), Runtime.getRuntime().availableProcessors());
        return new SpanHeapResult(
                settings,
                stats.mode(),
                stats.indexes(),
                nanosPerOperation * busy,
                works.stream().mapToLong(w -> w.heap().taken()).sum(),
                stats.cachedBytes(),
                Shape.SPAN.bound(allocator, stats.indexes(), stats.cacheBudgetBytes()),
                stats.depotBytes(),
                held,
                allocator.resident().bytes(),
                stats.refills(),
                stats.flushes(),
                stats.aborts());
    }
}
