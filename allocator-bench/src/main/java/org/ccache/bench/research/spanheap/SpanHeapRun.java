package org.ccache.bench.research.spanheap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.research.fill.Shape;

/** Threads with heaps over one allocator: warm up, work at the same time, rest. One run only. */
public final class SpanHeapRun {
    private static final long STACK_BYTES = 256 << 10;

    private final SpanHeapSettings settings;
    private final CountDownLatch warm;
    private final CountDownLatch start = new CountDownLatch(1);
    private final CountDownLatch done;
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private SpanHeapRun(SpanHeapSettings settings) {
        this.settings = settings;
        this.warm = new CountDownLatch(settings.threads());
        this.done = new CountDownLatch(settings.threads());
    }

    /**
     * Measures with an allocator of its own.
     *
     * @throws IllegalStateException if a thread failed, or a span is not accounted for
     */
    public static SpanHeapResult measure(SpanHeapSettings settings) throws InterruptedException {
        return new SpanHeapRun(settings).run();
    }

    private SpanHeapResult run() throws InterruptedException {
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(settings.cache().frontEnd()).build()) {
            List<SpanHeapThread> works = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            SpanHeapResult result;
            try {
                for (int i = 0; i < settings.threads(); i++) {
                    SpanHeapThread work = new SpanHeapThread(new SpanHeap(allocator, settings.cache()), i);
                    works.add(work);
                    threads.add(
                            Thread.ofPlatform().daemon().stackSize(STACK_BYTES).start(() -> work(work)));
                }
                result = look(allocator, works);
            } finally {
                start.countDown();
                leave.countDown();
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            succeeded();
            AllocatorStats stats = allocator.stats();
            if (!allocator.audit().clean() || stats.liveBytes() + stats.largeBytes() != 0) {
                throw new IllegalStateException("spans are lost: " + allocator.audit());
            }
            return result;
        }
    }

    private SpanHeapResult look(CcacheAllocator allocator, List<SpanHeapThread> works) throws InterruptedException {
        warm.await();
        long begin = System.nanoTime();
        start.countDown();
        done.await();
        long nanos = System.nanoTime() - begin;
        succeeded();
        AllocatorStats stats = allocator.stats();
        long held = works.stream().mapToLong(w -> w.heap().held()).sum()
                * settings.cache().spanBytes();
        if (stats.liveBytes() + stats.largeBytes() != held) {
            throw new IllegalStateException("spans of " + held + " bytes are held, but " + stats + " says otherwise");
        }
        long operations =
                (long) cycles() * settings.threads() * works.getFirst().operations();
        int busy = Math.min(settings.threads(), Runtime.getRuntime().availableProcessors());
        return new SpanHeapResult(
                settings,
                stats.mode(),
                stats.indexes(),
                (double) nanos * busy / operations,
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

    /** Of each thread. */
    private int cycles() {
        return Math.max(1, settings.cycles() / settings.threads());
    }

    private void work(SpanHeapThread work) {
        try {
            for (int i = 0; i < settings.warmUpCycles(); i++) {
                work.cycle();
            }
            warm.countDown();
            start.await();
            for (int i = 0; i < cycles(); i++) {
                work.cycle();
            }
            done.countDown();
            leave.await();
            work.heap().close();
        } catch (Throwable e) { // whatever it is: nobody may wait for this run any more
            failure.compareAndSet(null, e);
            warm.countDown();
            done.countDown();
        }
    }

    private void succeeded() {
        if (failure.get() != null) {
            throw new IllegalStateException("a thread failed: " + failure.get(), failure.get());
        }
    }
}
