package org.ccache.bench.workload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.machine.ProcessMemory;

/**
 * Many virtual threads that each use the allocator for a moment and then wait, as the threads of a server do between
 * requests. What stays cached while they wait is the price of the front end: a cache per thread grows with the threads,
 * a cache per index does not.
 */
public final class ParkedThreads {
    /** Blocks that each thread holds at once, of the sizes below in turn. */
    static final int BLOCKS = 64;

    private static final int[] SIZES = {24, 48, 64, 100, 128, 256, 512, 1000};

    private static final long PATIENCE_SECONDS = 60;

    private static final MemorySegment MEMORY = everything();

    private final CountDownLatch arrived;
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicLong wrong = new AtomicLong();

    /** Nanoseconds of each thread's burst, up to ten seconds, to three digits. */
    private final Histogram bursts = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(10), 3);

    private final int threads;

    private ParkedThreads(int threads) {
        this.threads = threads;
        this.arrived = new CountDownLatch(threads);
    }

    /**
     * Runs the threads on a fresh allocator and looks at it while all of them are parked.
     *
     * @param cacheBytes budget of all per-CPU caches together
     */
    public static ParkedResult measure(FrontEnd frontEnd, int threads, long cacheBytes) throws InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .frontEnd(frontEnd)
                .cacheBytes(cacheBytes)
                .build()) {
            return new ParkedThreads(threads).run(allocator, cacheBytes);
        }
    }

    private ParkedResult run(CcacheAllocator allocator, long cacheBytes) throws InterruptedException {
        long before = ProcessMemory.resident();
        long start = System.nanoTime();
        Thread[] started = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            long number = i;
            started[i] = Thread.startVirtualThread(() -> visit(allocator, number));
        }
        if (!arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(arrived.getCount() + " of " + threads + " threads did not come to rest in "
                    + PATIENCE_SECONDS + " s");
        }
        long nanos = System.nanoTime() - start;
        AllocatorStats parked = allocator.stats();
        long resident = ProcessMemory.resident() - before;
        leave.countDown();
        for (Thread thread : started) {
            thread.join();
        }
        boolean clean = allocator.audit().clean();
        return new ParkedResult(
                allocator.frontEnd().name(),
                threads,
                nanos,
                2L * BLOCKS * threads,
                wrong.get(),
                clean,
                parked.indexes(),
                cacheBytes,
                parked.cachedBytes(),
                parked.mappedBytes(),
                resident,
                allocator.stats().cachedBytes(),
                bursts.getValueAtPercentile(50),
                bursts.getValueAtPercentile(99));
    }

    /** One thread's life: a burst, then a wait with nothing held. */
    private void visit(CcacheAllocator allocator, long thread) {
        try {
            long start = System.nanoTime();
            long[] blocks = new long[BLOCKS];
            for (int i = 0; i < BLOCKS; i++) {
                blocks[i] = allocator.allocate(SIZES[i % SIZES.length]);
                MEMORY.set(ValueLayout.JAVA_LONG, blocks[i], stamp(thread, i));
            }
            for (int i = 0; i < BLOCKS; i++) {
                if (MEMORY.get(ValueLayout.JAVA_LONG, blocks[i]) != stamp(thread, i)) {
                    wrong.incrementAndGet();
                }
                allocator.free(blocks[i]);
            }
            bursts.recordValue(Math.min(System.nanoTime() - start, bursts.getHighestTrackableValue()));
        } catch (RuntimeException | Error e) {
            wrong.incrementAndGet();
            throw e;
        } finally {
            arrived.countDown();
        }
        try {
            leave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No two blocks of a run have the same. */
    private static long stamp(long thread, int block) {
        return (thread + 1) * 0x9E3779B97F4A7C15L + block;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }
}
