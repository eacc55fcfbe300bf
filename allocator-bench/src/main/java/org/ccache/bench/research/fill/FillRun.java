package org.ccache.bench.research.fill;

import java.util.stream.Stream;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.measure.Phases;

/**
 * Threads that fill at the same time, free all, and stay parked: each is alive at all three looks, as the workers of a
 * pool are.
 */
public final class FillRun {
    private static final long STACK_BYTES = 256 << 10;

    private FillRun() {}

    /**
     * Fills with an allocator of its own.
     *
     * @throws IllegalStateException if a thread failed, or a block is not accounted for at the end
     */
    public static FillResult measure(FillSettings settings) throws InterruptedException {
        try (CcacheAllocator allocator =
                        CcacheAllocator.builder().frontEnd(settings.frontEnd()).build();
                Phases threads = new Phases(Thread.ofPlatform().daemon().stackSize(STACK_BYTES), settings.threads())) {
            Fill[] fills = Stream.generate(() -> new Fill(allocator, settings.shape(), settings.bytes()))
                    .limit(settings.threads())
                    .toArray(Fill[]::new);
            threads.run(thread -> fills[thread].allocate());
            FillPoint full = FillPoint.of(allocator);
            threads.run(thread -> fills[thread].free());
            FillPoint empty = FillPoint.of(allocator);
            AllocatorStats stats = allocator.stats();
            Thread.sleep(settings.idleMillis());
            FillPoint idle = FillPoint.of(allocator);
            if (!allocator.audit().clean() || stats.liveBytes() != 0) {
                throw new IllegalStateException("blocks are not accounted for: " + allocator.audit());
            }
            return new FillResult(
                    settings,
                    stats.mode(),
                    stats.indexes(),
                    stats.indexesUsed(),
                    settings.shape().bound(allocator, stats.indexes(), stats.cacheBudgetBytes()),
                    full,
                    empty,
                    idle,
                    stats.refills(),
                    stats.flushes(),
                    stats.aborts());
        }
    }
}
