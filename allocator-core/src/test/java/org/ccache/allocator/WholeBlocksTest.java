package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks that are slabs of their own: cached like small ones, refused like large ones. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class WholeBlocksTest {
    private static final int ROUNDS = 300;

    @RegisterExtension
    final Conservation conservation;

    WholeBlocksTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    private static IntStream classes() {
        return IntStream.rangeClosed(SizeClasses.LAST_SHARED + 1, SizeClasses.LAST);
    }

    @Test
    void areServedFromTheCaches() {
        CountedAllocator counted = conservation.open();
        for (int i = 0; i < ROUNDS; i++) {
            counted.free(counted.allocateUntouched(100_000));
        }
        AllocatorStats stats = counted.allocator().stats();
        assertThat(stats.refills() + stats.flushes()).isBetween(1L, 20L);
        assertThat(stats.largeAllocations()).isZero();
        assertThat(stats.cachedBytes()).isPositive();
    }

    /** All classes in use at once: what the caches keep of them is within their share, and goes when asked for. */
    @Test
    void keepWithinTheirShare() {
        CountedAllocator counted = conservation.open(conservation.builder().cacheBytes(4L << 20));
        for (int round = 0; round < 10; round++) {
            List<Long> blocks = new ArrayList<>();
            classes().forEach(c -> {
                blocks.add(counted.allocateUntouched(SizeClasses.size(c)));
                blocks.add(counted.allocateUntouched(SizeClasses.size(c) - 1));
            });
            blocks.forEach(counted::free);
        }
        assertThat(counted.allocator().stats().cachedBytes()).isLessThanOrEqualTo(2L << 20);
        counted.allocator().trim();
        assertThat(counted.allocator().stats().cachedBytes()).isZero();
        assertThat(counted.allocator().stats().slabFreeBytes()).isZero();
        assertThat(counted.allocator().stats().mappedBytes()).isZero();
    }

    @Test
    void aSecondFreeIsRefusedWhereverTheBlockIs() {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        classes().forEach(c -> {
            long block = counted.allocateUntouched(SizeClasses.size(c));
            counted.free(block);
            refuses(allocator, block, SizeClasses.size(c));
            allocator.drain();
            refuses(allocator, block, SizeClasses.size(c));
            allocator.trim();
            refuses(allocator, block, SizeClasses.size(c));
        });
    }

    private static void refuses(CcacheAllocator allocator, long block, long size) {
        assertThatThrownBy(() -> allocator.free(block)).isInstanceOf(InvalidAddressException.class);
        assertThatThrownBy(() -> allocator.free(block, size)).isInstanceOf(InvalidAddressException.class);
        assertThatThrownBy(() -> allocator.usableSize(block)).isInstanceOf(InvalidAddressException.class);
        assertThatThrownBy(() -> allocator.reallocate(block, size)).isInstanceOf(InvalidAddressException.class);
    }

    /** Of two frees at the same time one is refused. */
    @Test
    void oneOfTwoFreesPasses() throws InterruptedException {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger freed = new AtomicInteger();
        long[] block = new long[1];
        CyclicBarrier begin = new CyclicBarrier(2, () -> block[0] = allocator.allocate(200_000));
        CyclicBarrier end = new CyclicBarrier(2);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    await(begin);
                    try {
                        allocator.free(block[0]);
                        freed.incrementAndGet();
                    } catch (InvalidAddressException e) {
                        refused.incrementAndGet();
                    }
                    await(end);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(freed).hasValue(ROUNDS);
        assertThat(refused).hasValue(ROUNDS);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A free beside a reallocation that moves: one of the two is refused, and no block is lost. */
    @Test
    void ofAFreeBesideAMoveOnePasses() throws InterruptedException {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        AtomicInteger refused = new AtomicInteger();
        long[] block = new long[1];
        long[] moved = new long[1];
        CyclicBarrier begin = new CyclicBarrier(2, () -> block[0] = allocator.allocate(800_000));
        CyclicBarrier end = new CyclicBarrier(2);
        Thread mover = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                await(begin);
                moved[0] = 0;
                try {
                    moved[0] = allocator.reallocate(block[0], 1_000_000);
                } catch (InvalidAddressException e) {
                    refused.incrementAndGet();
                }
                await(end);
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            await(begin);
            try {
                allocator.free(block[0]);
            } catch (InvalidAddressException e) {
                refused.incrementAndGet();
            }
            await(end);
            if (moved[0] != 0) {
                allocator.free(moved[0]);
            }
        }
        mover.join();
        assertThat(refused).hasValue(ROUNDS);
    }

    @Test
    void stayWhereTheyAreWithinTheirClass() {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        long block = counted.allocate(81_921); // of 96 KiB
        long same = counted.reallocate(block, 98_304);
        assertThat(same).isEqualTo(block);
        assertThatThrownBy(() -> allocator.free(same, 81_921)).isInstanceOf(InvalidAddressException.class);
        counted.freeSized(same);
    }

    /** What grows once is a large block from then on, which grows where it is: usable is what blockSize says still. */
    @Test
    void growIntoLargeBlocks() {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        long block = counted.allocate(70_000);
        for (long size = 80_000; size < 3_000_000; size += 50_000) {
            block = counted.reallocate(block, size);
            assertThat(allocator.usableSize(block)).isEqualTo(allocator.blockSize(size));
        }
        assertThat(allocator.stats().largeBytes()).isPositive();
        for (long size = 2_900_000; size > 0; size -= 70_000) {
            block = counted.reallocate(block, size);
            assertThat(allocator.usableSize(block)).isEqualTo(allocator.blockSize(size));
        }
        assertThat(allocator.stats().largeBytes()).isZero();
        counted.free(block);
    }
}
