package org.ccache.bench.research.fill;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;

/**
 * Threads that fill at the same time, free all, and stay parked: each is alive at all three looks, as the workers of a
 * pool are.
 */
public final class FillRun {
    private static final long STACK_BYTES = 256 << 10;

    private final FillSettings settings;
    private final CountDownLatch allocated;
    private final CountDownLatch mayFree = new CountDownLatch(1);
    private final CountDownLatch freed;
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private FillRun(FillSettings settings) {
        this.settings = settings;
        this.allocated = new CountDownLatch(settings.threads());
        this.freed = new CountDownLatch(settings.threads());
    }

    /**
     * Fills with an allocator of its own.
     *
     * @throws IllegalStateException if a thread failed, or a block is not accounted for at the end
     */
    public static FillResult measure(FillSettings settings) throws InterruptedException {
        return new FillRun(settings).run();
    }

    private FillResult run() throws InterruptedException {
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(settings.frontEnd()).build()) {
            List<Thread> threads = new ArrayList<>();
            try {
                for (int i = 0; i < settings.threads(); i++) {
                    threads.add(Thread.ofPlatform()
                            .daemon()
                            .stackSize(STACK_BYTES)
                            .start(() -> work(new Fill(allocator, settings.shape(), settings.bytes()))));
                }
                return looks(allocator);
            } finally {
                mayFree.countDown();
                leave.countDown();
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        }
    }

    private FillResult looks(CcacheAllocator allocator) throws InterruptedException {
        allocated.await();
        succeeded();
        FillPoint full = FillPoint.of(allocator);
        mayFree.countDown();
        freed.await();
        succeeded();
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

    private void work(Fill fill) {
        try {
            fill.allocate();
            allocated.countDown();
            mayFree.await();
            fill.free();
            freed.countDown();
            leave.await();
        } catch (Throwable e) { // whatever it is: nobody may wait for this run any more
            failure.compareAndSet(null, e);
            for (int i = 0; i < settings.threads(); i++) {
                allocated.countDown();
                freed.countDown();
            }
        }
    }

    private void succeeded() {
        if (failure.get() != null) {
            throw new IllegalStateException("a thread failed: " + failure.get(), failure.get());
        }
    }
}
