package org.ccache.bench.workload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.machine.ProcessMemory;

/**
 * Many threads that each use an allocator for a moment and then wait, as the threads of a server do between requests. What
 * stays cached while they wait is the price of the front end: a cache per thread grows with the threads, a cache per index
 * does not.
 *
 * <p>The threads and their stacks are there from the beginning, so that they can be told from what the bursts leave.
 */
public final class ParkedThreads implements AutoCloseable {
    /** Blocks that each thread holds at once, of the sizes below in turn. */
    public static final int BLOCKS = 64;

    /** What one thread's burst asks for: bound of what a cache for each thread holds of it. */
    public static final long BURST_BYTES;

    private static final int[] SIZES = {24, 48, 64, 100, 128, 256, 512, 1000};
    private static final long PATIENCE_SECONDS = 300;

    static {
        long sum = 0;
        for (int i = 0; i < BLOCKS; i++) {
            sum += SIZES[i % SIZES.length];
        }
        BURST_BYTES = sum;
    }

    private final LongUnaryOperator allocate;
    private final LongConsumer free;
    private final Thread[] threads;
    private final CountDownLatch started;
    private final CountDownLatch begin = new CountDownLatch(1);
    private final CountDownLatch parked;
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong wrong = new AtomicLong();

    /** Nanoseconds of each thread's burst, up to ten seconds, to three digits. */
    private final Histogram bursts = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(10), 3);

    /** Starts the threads, which wait. Close it, whatever happens: they wait for ever. */
    public ParkedThreads(LongUnaryOperator allocate, LongConsumer free, Thread.Builder builder, int threads) {
        this.allocate = allocate;
        this.free = free;
        this.threads = new Thread[threads];
        this.started = new CountDownLatch(threads);
        this.parked = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            long number = i;
            this.threads[i] = builder.start(() -> live(number));
        }
    }

    /** Waits until all threads are there. */
    public void awaitStarted() throws InterruptedException {
        await(started, "started");
    }

    /**
     * Lets each thread allocate, write, verify and free its blocks, and waits until all are parked again.
     *
     * @throws IllegalStateException if one failed
     */
    public void burst() throws InterruptedException {
        begin.countDown();
        await(parked, "parked");
        if (failure.get() != null) {
            throw new IllegalStateException("a burst failed: " + failure.get(), failure.get());
        }
    }

    /** Allocations and frees of all bursts. */
    public long operations() {
        return 2L * BLOCKS * threads.length;
    }

    /** Blocks whose contents had changed. */
    public long wrong() {
        return wrong.get();
    }

    /** Lets the threads end, and waits for it, interrupted or not: what they use goes next. */
    @Override
    public void close() {
        begin.countDown();
        leave.countDown();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread != null && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Virtual threads on a fresh allocator, which is looked at while all of them are parked.
     *
     * @param cacheBytes budget of all per-CPU caches together
     */
    public static ParkedResult measure(FrontEnd frontEnd, int threads, long cacheBytes) throws InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .frontEnd(frontEnd)
                .cacheBytes(cacheBytes)
                .build()) {
            long before = ProcessMemory.resident();
            long start = System.nanoTime();
            ParkedThreads all = new ParkedThreads(allocator::allocate, allocator::free, Thread.ofVirtual(), threads);
            try (all) {
                all.awaitStarted();
                all.burst();
                long nanos = System.nanoTime() - start;
                AllocatorStats parked = allocator.stats();
                long resident = ProcessMemory.resident() - before;
                all.close();
                return new ParkedResult(
                        allocator.frontEnd().name(),
                        threads,
                        nanos,
                        all.operations(),
                        all.wrong(),
                        allocator.audit().clean(),
                        parked.indexes(),
                        cacheBytes,
                        parked.cachedBytes(),
                        parked.mappedBytes(),
                        resident,
                        allocator.stats().cachedBytes(),
                        all.bursts.getValueAtPercentile(50),
                        all.bursts.getValueAtPercentile(99));
            }
        }
    }

    /** One thread's life: a burst when all are there, then a wait with nothing held. */
    private void live(long number) {
        started.countDown();
        try {
            begin.await();
            visit(number);
        } catch (Throwable e) { // whatever it is: the others must not wait for this one
            failure.compareAndSet(null, e);
        } finally {
            parked.countDown();
        }
        try {
            leave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit(long thread) {
        long start = System.nanoTime();
        long[] blocks = new long[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = allocate.applyAsLong(SIZES[i % SIZES.length]);
            Touch.pages(blocks[i], SIZES[i % SIZES.length]);
            Touch.putLong(blocks[i], stamp(thread, i));
        }
        for (int i = 0; i < BLOCKS; i++) {
            if (Touch.getLong(blocks[i]) != stamp(thread, i)) {
                wrong.incrementAndGet();
            }
            free.accept(blocks[i]);
        }
        bursts.recordValue(Math.min(System.nanoTime() - start, bursts.getHighestTrackableValue()));
    }

    /** No two blocks of a run have the same. */
    private static long stamp(long thread, int block) {
        return (thread + 1) * 0x9E3779B97F4A7C15L + block;
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    latch.getCount() + " threads were not " + what + " after " + PATIENCE_SECONDS + " s");
        }
    }
}
