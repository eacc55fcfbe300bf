package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads that allocate, hand blocks over and free each other's. Every block is stamped and its stamp verified
 * when it is freed; at the end the account is exact.
 */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class StormTest {
    private static final long[] LARGE = {65_537, 100_000, 300_000, 1_100_000, 3 << 20};

    @RegisterExtension
    final Conservation conservation;

    private final FrontEnd frontEnd;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong handedOver = new AtomicLong();

    StormTest(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
        this.conservation = new Conservation(frontEnd);
    }

    /** One thread's part: what it keeps is freed by itself, what it offers by whoever comes by. */
    private void work(CountedAllocator counted, Queue<Long> shared, long seed, int operations) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> own = new ArrayList<>();
        for (int i = 0; i < operations && failure.get() == null; i++) {
            int dice = random.nextInt(100);
            if (dice < 50) {
                long size = dice == 0 ? LARGE[random.nextInt(LARGE.length)] : size(random);
                long block = counted.allocate(size);
                if (random.nextBoolean()) {
                    shared.add(block);
                } else {
                    own.add(block);
                }
            } else if (dice < 75 && !own.isEmpty()) {
                long block = own.remove(random.nextInt(own.size()));
                counted.freeSized(block);
            } else {
                Long block = shared.poll();
                if (block != null) {
                    handedOver.incrementAndGet();
                    counted.free(block);
                }
            }
            if (dice == 99) {
                LockSupport.parkNanos(1); // a virtual thread leaves its carrier
            }
        }
        shared.addAll(own); // live at the end: the account must know them
    }

    /** Mostly small, all classes. */
    private static long size(SplittableRandom random) {
        int bits = 4 + random.nextInt(random.nextInt(8) == 0 ? 13 : 7);
        return random.nextLong(1L << bits);
    }

    private void storm(CountedAllocator counted, Thread.Builder builder, int threads, int operations)
            throws InterruptedException {
        blow(counted, builder, threads, operations);
        counted.check(); // with everything that is live now
    }

    /** A storm without the audit, which is exact only when nobody else works. */
    private void blow(CountedAllocator counted, Thread.Builder builder, int threads, int operations)
            throws InterruptedException {
        Queue<Long> shared = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long seed = 31L * i + threads;
            started.add(builder.start(() -> {
                try {
                    start.await();
                    work(counted, shared, seed, operations);
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                }
            }));
        }
        start.countDown();
        for (Thread thread : started) {
            thread.join();
        }
        succeeded();
        assertThat(shared).hasSize(counted.count());
        assertThat(handedOver.get()).isPositive();
    }

    private void succeeded() {
        if (failure.get() != null) {
            throw new AssertionError("a thread failed", failure.get());
        }
    }

    @Test
    void platformThreads() throws InterruptedException {
        storm(conservation.open(), Thread.ofPlatform(), 16, 40_000);
    }

    @Test
    void virtualThreads() throws InterruptedException {
        storm(conservation.open(), Thread.ofVirtual(), 2000, 200);
    }

    @Test
    void smallCachesUnderPressure() throws InterruptedException {
        storm(conservation.open(conservation.builder().cacheBytes(64 << 10)), Thread.ofPlatform(), 8, 40_000);
    }

    /** Drains, statistics and audits do no harm to others, though what they see is stale. */
    @Test
    void withConcurrentDrainsAndAudits() throws InterruptedException {
        CountedAllocator counted = conservation.open();
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong rounds = new AtomicLong();
        Thread disturber = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    counted.allocator().drain();
                    counted.allocator().audit(); // may report what is on its way
                    AllocatorStats stats = counted.allocator().stats();
                    assertThat(stats.mappedBytes()).isLessThanOrEqualTo(stats.peakMappedBytes());
                    assertThat(stats.cachedBytes()).isNotNegative();
                    rounds.incrementAndGet();
                    Thread.sleep(1);
                }
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            }
        });
        try {
            storm(counted, Thread.ofPlatform(), 8, 60_000);
        } finally {
            done.set(true);
            disturber.join();
        }
        succeeded();
        assertThat(rounds.get()).isGreaterThan(5);
    }

    /**
     * Everything that may go on beside the work at once: rounds of maintenance, trims, limits, children of the process.
     */
    @Test
    void withEverythingThatMayGoOnBesideIt() throws Exception {
        CountedAllocator counted =
                conservation.open(conservation.builder().softLimit(1 << 20).purgeDelay(Duration.ofMillis(100)));
        CcacheAllocator allocator = counted.allocator();
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong rounds = new AtomicLong();
        Thread disturber = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    allocator.maintainNow();
                    allocator.trim();
                    allocator.limit(64 << 20);
                    allocator.limit(Long.MAX_VALUE);
                    allocator.map();
                    if (rounds.incrementAndGet() % 4 == 0) {
                        Process child = new ProcessBuilder("true").start(); // forks in the middle of it all
                        assertThat(child.waitFor()).isZero();
                        allocator.resident();
                    }
                }
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            }
        });
        try {
            do {
                counted.blocks().forEach(counted::free); // of the last storm, which leaves some live
                blow(counted, Thread.ofPlatform(), 8, 20_000);
            } while (rounds.get() < 8 && failure.get() == null); // until something did go on beside it
        } finally {
            done.set(true);
            disturber.join();
        }
        succeeded();
        counted.check();
    }

    /** One producer, one consumer: all blocks go one way, as in a pipeline. */
    @Test
    void pipeline() throws InterruptedException {
        CountedAllocator counted = conservation.open();
        BlockingQueue<Long> queue = new ArrayBlockingQueue<>(1000);
        int count = 100_000;
        Thread consumer = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    counted.free(queue.take());
                }
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            }
        });
        for (int i = 0; i < count; i++) {
            long block = counted.allocate(256);
            while (!queue.offer(block, 1, TimeUnit.SECONDS)) {
                succeeded();
            }
        }
        consumer.join();
        succeeded();
        assertThat(counted.count()).isZero();
        // Blocks come back: what was mapped is for the thousand in flight and the caches, not for all.
        assertThat(counted.allocator().stats().mappedBytes()).isLessThanOrEqualTo(8 << 20);
    }

    /** The bytes that ten thousand parked virtual threads leave cached follow the indexes, not the threads. */
    @Test
    void parkedVirtualThreadsLeaveNothingBehind() throws InterruptedException {
        long cacheBytes = 1 << 20;
        CountedAllocator counted = conservation.open(conservation.builder().cacheBytes(cacheBytes));
        CcacheAllocator allocator = counted.allocator();
        int threads = 10_000;
        CountDownLatch worked = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            started.add(Thread.ofVirtual().start(() -> {
                try {
                    long[] blocks = new long[8];
                    for (int b = 0; b < blocks.length; b++) {
                        blocks[b] = allocator.allocate(1024);
                    }
                    LockSupport.parkNanos(1);
                    for (long block : blocks) {
                        allocator.free(block);
                    }
                    worked.countDown();
                    go.await(); // parked, alive
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                }
            }));
        }
        worked.await();
        AllocatorStats stats = allocator.stats();
        go.countDown();
        for (Thread thread : started) {
            thread.join();
        }
        succeeded();
        if (frontEnd == FrontEnd.TCACHE || frontEnd == FrontEnd.HYBRID) {
            assertThat(stats.cachedBytes()).isGreaterThanOrEqualTo(threads * 1024L); // the reason for ccaches
        } else {
            assertThat(stats.cachedBytes()).isLessThanOrEqualTo(cacheBytes);
        }
        if (frontEnd == FrontEnd.CCACHE) {
            assertThat(stats.indexesUsed()).isLessThanOrEqualTo(Rseq.indexes());
            assertThat(stats.cachedBytes()).isLessThanOrEqualTo(stats.cacheBudgetBytes());
        }
    }
}
