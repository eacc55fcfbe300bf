package org.ccache.bench.workload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.machine.ProcessMemory;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.measure.Phases;

/**
 * Many threads that each use an allocator for a moment and then wait, as the threads of a server do between requests.
 * What stays cached while they wait is the price of the front end: a cache per thread grows with the threads, a cache
 * per index does not.
 *
 * <p>The threads and their stacks are there from the beginning, so that they can be told from what the bursts leave.
 */
public final class ParkedThreads implements AutoCloseable {
    /** Blocks that each thread holds at once, of the sizes below in turn. */
    public static final int BLOCKS = 64;

    /** What one thread's burst asks for: bound of what a cache for each thread holds of it. */
    public static final long BURST_BYTES;

    private static final int[] SIZES = {24, 48, 64, 100, 128, 256, 512, 1000};

    static {
        long sum = 0;
        for (int i = 0; i < BLOCKS; i++) {
            sum += SIZES[i % SIZES.length];
        }
        BURST_BYTES = sum;
    }

    private final LongUnaryOperator allocate;
    private final LongConsumer free;
    private final Phases threads;
    private final AtomicLong wrong = new AtomicLong();

    /** Nanoseconds of each thread's burst, up to ten seconds, to three digits. */
    private final Histogram bursts = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(10), 3);

    /** Starts the threads, which wait. Close it, whatever happens: they wait for ever. */
    public ParkedThreads(LongUnaryOperator allocate, LongConsumer free, Thread.Builder builder, int threads)
            throws InterruptedException {
        this.allocate = allocate;
        this.free = free;
        this.threads = new Phases(builder, threads);
    }

    /**
     * Lets each thread allocate, write, verify and free its blocks, and waits until all are parked again.
     *
     * @throws IllegalStateException if one failed
     */
    public void burst() throws InterruptedException {
        threads.run(this::visit);
    }

    /** Allocations and frees of a burst of all threads. */
    public long operations() {
        return 2L * BLOCKS * threads.threads();
    }

    /** Blocks whose contents had changed. */
    public long wrong() {
        return wrong.get();
    }

    @Override
    public void close() {
        threads.close();
    }

    /**
     * Virtual threads on a fresh allocator, which is looked at while all of them are parked.
     *
     * @param cacheBytes budget of all ccaches together
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
                all.burst();
                long nanos = System.nanoTime() - start;
                AllocatorStats parked = allocator.stats();
                long resident = ProcessMemory.resident() - before;
                all.close(); // already: what is cached when they have ended is looked at, too
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

    private void visit(int thread) {
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
    private static long stamp(int thread, int block) {
        return (thread + 1L) * 0x9E3779B97F4A7C15L + block;
    }
}
