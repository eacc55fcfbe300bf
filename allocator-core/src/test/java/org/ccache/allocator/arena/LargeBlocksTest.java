package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.allocator.memory.Memory;
import org.junit.jupiter.api.Test;

/** Large blocks: their sizes, their reuse, and how they grow and shrink. */
final class LargeBlocksTest extends ArenasFixture {
    @Test
    void largeBlocksKnowTheirSizes() {
        Arenas arenas = arenas(64 * MIB);
        long address = arenas.allocateLarge(0, 100_001, 100_001, 16);
        assertThat(arenas.largeBytes(address)).isEqualTo(100_001);
        assertThat(arenas.largeSpan(address)).isEqualTo(Units.roundedUp(100_001));
        assertThat(arenas.stats().largeRequested()).isEqualTo(100_001);
        assertThat(arenas.largeBytes(address + 16)).isEqualTo(-1);
        assertThat(arenas.largeBytes(address + Units.BYTES)).isEqualTo(-1);
        assertThat(arenas.freeLarge(address + Units.BYTES)).isFalse();
        assertThat(arenas.freeLarge(address)).isTrue();
        assertThat(arenas.freeLarge(address)).isFalse();
        assertThat(arenas.largeBytes(address)).isEqualTo(-1);
        assertThat(arenas.stats().largeRequested()).isZero();
    }

    /** Freed large memory is kept for reuse by size, the tightest fit first. */
    @Test
    void freedLargeBlocksAreReusedBestFit() {
        Arenas arenas = arenas(256 * MIB);
        long[] blocks = new long[7];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = arenas.allocateLarge(0, (2 + 2 * i) * MIB, (2 + 2 * i) * MIB, 16);
        }
        arenas.freeLarge(blocks[1]); // 4 MiB
        arenas.freeLarge(blocks[3]); // 8 MiB
        arenas.freeLarge(blocks[5]); // 12 MiB
        long mapped = arenas.mapped();
        assertThat(arenas.allocateLarge(0, 7 * MIB, 7 * MIB, 16)).isEqualTo(blocks[3]);
        assertThat(arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 16)).isEqualTo(blocks[1]);
        assertThat(arenas.allocateLarge(0, 9 * MIB, 9 * MIB, 16)).isEqualTo(blocks[5]);
        assertThat(arenas.mapped()).isEqualTo(mapped);
        addsUp(arenas);
    }

    @Test
    void reallocatesInPlaceOrMoves() {
        Arenas arenas = arenas(256 * MIB);
        long block = arenas.allocateLarge(0, 10 * MIB, 10 * MIB, 16);
        long behind = arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16);
        for (long at = 0; at < 10 * MIB; at += 4096) {
            Memory.putLong(block + at, at);
        }
        assertThat(arenas.reallocateLarge(0, block, 5 * MIB + 1, 5 * MIB + 1, 1))
                .isEqualTo(block);
        assertThat(arenas.largeBytes(block)).isEqualTo(5 * MIB + 1);
        assertThat(arenas.stats().dirty()).isEqualTo(10 * MIB - Units.roundedUp(5 * MIB + 1));
        addsUp(arenas);
        assertThat(arenas.reallocateLarge(0, block, 9 * MIB, 9 * MIB, 1)).isEqualTo(block); // what it gave up
        addsUp(arenas);
        long moved = arenas.reallocateLarge(0, block, 40 * MIB, 40 * MIB, 1);
        assertThat(moved).isNotEqualTo(block);
        for (long at = 0; at < 5 * MIB; at += 4096) {
            assertThat(Memory.getLong(moved + at)).isEqualTo(at);
        }
        assertThat(arenas.map().at(block)).isEqualTo(SpanMap.FREE);
        addsUp(arenas);
        assertThat(arenas.freeLarge(behind)).isTrue();
        assertThat(arenas.reallocateLarge(0, moved, 1, 1, 1)).isEqualTo(moved);
        assertThat(arenas.stats().largeBytes()).isEqualTo(Units.BYTES);
        addsUp(arenas);
    }

    @Test
    void growsBeyondTheFrontierInPlaceUpToTheLimit() {
        Arenas arenas = arenas(64 * MIB, 20 * MIB, NEVER, 1);
        long block = arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16);
        Memory.putLong(block, 42);
        assertThat(arenas.reallocateLarge(0, block, 6 * MIB, 6 * MIB, 1)).isEqualTo(block);
        assertThat(arenas.reallocateLarge(0, block, 7 * MIB, 7 * MIB, 1)).isEqualTo(block);
        assertThatThrownBy(() -> arenas.reallocateLarge(0, block, 21 * MIB, 21 * MIB, 1))
                .isInstanceOf(ExhaustedError.class);
        assertThatThrownBy(() -> arenas.reallocateLarge(0, block, 1L << 40, 1L << 40, 1))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(arenas.largeBytes(block)).isEqualTo(7 * MIB);
        assertThat(Memory.getLong(block)).isEqualTo(42);
        addsUp(arenas);
        long behind = arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16);
        long moved = arenas.reallocateLarge(0, block, 9 * MIB, 9 * MIB, 1);
        assertThat(moved).isGreaterThan(behind);
        assertThat(Memory.getLong(moved)).isEqualTo(42);
        addsUp(arenas);
    }

    /**
     * Steps of two threads that both reallocate one block, which is their error: each is refused, and no span is
     * damaged.
     */
    @Test
    void whatAnotherThreadHasShrunkOrFreedIsRefused() {
        Arenas arenas = arenas(64 * MIB);
        long block = arenas.allocateLarge(0, 100 * Units.BYTES, 100 * Units.BYTES, 16);
        arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16); // nothing to grow into
        Memory.putLong(block, 7);
        assertThat(arenas.reallocateLarge(0, block, 50 * Units.BYTES, 50 * Units.BYTES, 1))
                .isEqualTo(block);
        long tail = arenas.allocateLarge(0, 30 * Units.BYTES, 30 * Units.BYTES, 16);
        assertThat(tail).isEqualTo(block + 50 * Units.BYTES);
        long moved = arenas.reallocateLarge(
                0, block, 80 * Units.BYTES, 80 * Units.BYTES, 1); // it has 50, whatever the caller believes
        assertThat(arenas.largeBytes(tail)).isEqualTo(30 * Units.BYTES);
        assertThat(Memory.getLong(moved)).isEqualTo(7);
        addsUp(arenas);
        assertThatThrownBy(() -> arenas.reallocateLarge(0, block, 90 * Units.BYTES, 90 * Units.BYTES, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another thread");
        addsUp(arenas);
    }

    /** While its contents are on their way a block is nobody's to free, and when they have arrived it is gone. */
    @Test
    void nobodyFreesABlockThatMoves() throws Exception {
        int rounds = 1000;
        int threads = 2; // with the mover more than two processors can run, so that it is interrupted anywhere
        Arenas arenas = arenas(256 * MIB);
        AtomicLong moving = new AtomicLong();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger freed = new AtomicInteger();
        // Rounds are apart: the next block may have the same address, nobody may free the last one late.
        CyclicBarrier barrier = new CyclicBarrier(threads + 1);
        List<Future<?>> ends = new ArrayList<>();
        try (ExecutorService others = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                ends.add(others.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        barrier.await(1, TimeUnit.MINUTES);
                        boolean claimed = false;
                        for (long block = moving.get(); block != 0; block = moving.get()) {
                            claimed |= arenas.map().at(block) == SpanMap.LARGE_BODY;
                            freed.addAndGet(claimed && arenas.freeLarge(block) ? 1 : 0);
                        }
                        seen.addAndGet(claimed ? 1 : 0);
                        barrier.await(1, TimeUnit.MINUTES);
                    }
                    return null;
                }));
            }
            for (int round = 0; round < rounds; round++) {
                long block = arenas.allocateLarge(0, 64 * Units.BYTES, 64 * Units.BYTES, 16);
                long behind = arenas.allocateLarge(0, 1, 1, 16); // nothing to grow into
                moving.set(block);
                barrier.await(1, TimeUnit.MINUTES);
                long copy = arenas.reallocateLarge(0, block, 100 * Units.BYTES, 100 * Units.BYTES, 1);
                moving.set(0);
                barrier.await(1, TimeUnit.MINUTES);
                assertThat(copy).isNotEqualTo(block);
                assertThat(arenas.freeLarge(copy)).isTrue();
                assertThat(arenas.freeLarge(behind)).isTrue();
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(seen.get()).as("times that another saw it move").isPositive();
        assertThat(freed.get()).isZero();
        addsUp(arenas);
        assertThat(arenas.stats().largeBlocks()).isZero();
    }

    /**
     * Whole huge pages that are taken need no look at their neighbours: the time grows with the length, not its square.
     */
    @Test
    void aVeryLargeBlockWithHugePagesTakesNoTime() {
        Arenas arenas =
                arenas(new ArenaOptions(256L << 30, Long.MAX_VALUE, Long.MAX_VALUE, ArenaOptions.Advice.USE, NEVER, 1));
        assertTimeout(Duration.ofSeconds(5), () -> {
            long block = arenas.allocateLarge(0, (128L << 30) + 1, (128L << 30) + 1, 16);
            assertThat(arenas.mapped()).isEqualTo((128L << 30) + 2 * MIB);
            assertThat(arenas.stats().dirty()).isEqualTo(2 * MIB - Units.BYTES);
            assertThat(arenas.freeLarge(block)).isTrue();
            assertThat(arenas.stats().dirty()).isEqualTo((128L << 30) + 2 * MIB);
        });
    }
}
