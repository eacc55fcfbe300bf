package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.allocator.memory.Memory;
import org.junit.jupiter.api.Test;

/** Large blocks whose spans are kept for the next one of the same length: {@link LargeBlocks}, {@link RecentSpans}. */
final class RecentBlocksTest extends ArenasFixture {
    private static final long SIZE = 3 * MIB - 5;

    private static long allocate(Arenas arenas, long size) {
        return arenas.allocateLarge(0, size, size, 16);
    }

    /** A marked block: the first one of an address makes room for the mark. */
    private static long marked(Arenas arenas, long size) {
        long first = allocate(arenas, size);
        assertThat(arenas.freeLarge(first)).isTrue();
        long block = allocate(arenas, size);
        assertThat(block).isEqualTo(first);
        return block;
    }

    @Test
    void isTakenAgainAndCountedAsAnyOther() {
        Arenas arenas = arenas(64 * MIB);
        long block = marked(arenas, SIZE);
        assertThat(arenas.freeLarge(block)).isTrue();
        assertThat(arenas.largeBytes(block)).isEqualTo(-1);
        assertThat(arenas.freeLarge(block)).isFalse();
        ArenaStats freed = arenas.stats();
        assertThat(freed.largeBlocks()).isZero();
        assertThat(freed.largeBytes()).isZero();
        assertThat(freed.largeRequested()).isZero();
        assertThat(freed.dirty()).isEqualTo(Units.roundedUp(SIZE));
        addsUp(arenas);
        assertThat(allocate(arenas, SIZE - 1)).isEqualTo(block); // as many units
        assertThat(arenas.largeBytes(block)).isEqualTo(SIZE - 1);
        ArenaStats again = arenas.stats();
        assertThat(again.largeBlocks()).isEqualTo(1);
        assertThat(again.largeAllocations()).isEqualTo(3);
        assertThat(again.largeRequested()).isEqualTo(SIZE - 1);
        assertThat(again.largeBytes()).isEqualTo(Units.roundedUp(SIZE));
        assertThat(again.mapped()).isEqualTo(Units.roundedUp(SIZE));
        addsUp(arenas);
    }

    @Test
    void isNoBlockOfAnotherAlignment() {
        Arenas arenas = arenas(64 * MIB);
        long block = marked(arenas, SIZE);
        arenas.freeLarge(block);
        long alignment = 2 * Long.lowestOneBit(block);
        assertThat(arenas.allocateLarge(0, SIZE, SIZE, alignment) % alignment).isZero();
        addsUp(arenas);
    }

    @Test
    void givesWayToOthers() {
        Arenas arenas = arenas(64 * MIB);
        long before = marked(arenas, 2 * MIB);
        long block = marked(arenas, 4 * MIB);
        long behind = marked(arenas, SIZE);
        allocate(arenas, 2 * MIB); // nothing to grow into
        Memory.putLong(before, 42);
        assertThat(arenas.freeLarge(block)).isTrue();
        assertThat(arenas.freeLarge(behind)).isTrue();
        long committed = arenas.stats().committed();
        assertThat(arenas.reallocateLarge(0, before, 5 * MIB, 5 * MIB, 1)).isEqualTo(before); // grows over one
        assertThat(Memory.getLong(before)).isEqualTo(42);
        addsUp(arenas);
        assertThat(allocate(arenas, 4 * MIB)).isPositive(); // fits where both were, and only there
        assertThat(arenas.stats().committed()).isEqualTo(committed);
        addsUp(arenas);
    }

    @Test
    void aSlabTakesIt() {
        Arenas arenas = arenas(64 * MIB);
        long block = marked(arenas, 2 * MIB);
        assertThat(arenas.freeLarge(block)).isTrue();
        long committed = arenas.stats().committed();
        assertThat(arenas.address(arenas.allocateSlab(0, 2, 1))).isEqualTo(block);
        assertThat(arenas.stats().committed()).isEqualTo(committed);
        addsUp(arenas);
    }

    @Test
    void goesToTheSystemAsOtherDirtyMemory() {
        Arenas arenas = arenas(64 * MIB, 8 * MIB, NEVER, 1);
        assertThat(arenas.freeLarge(marked(arenas, SIZE))).isTrue();
        assertThat(allocate(arenas, 7 * MIB)).isPositive(); // at the limit
        addsUp(arenas);
        long second = marked(arenas, MIB);
        assertThat(arenas.freeLarge(second)).isTrue();
        assertThat(arenas.trim()).isEqualTo(MIB);
        assertThat(arenas.stats().dirty()).isZero();
        assertThat(arenas.mapped()).isEqualTo(7 * MIB);
        addsUp(arenas);
    }

    @Test
    void isNobodysAboveALoweredLimit() {
        Arenas arenas = arenas(64 * MIB);
        allocate(arenas, 8 * MIB);
        assertThat(arenas.freeLarge(marked(arenas, SIZE))).isTrue();
        arenas.limit(8 * MIB);
        assertThatThrownBy(() -> allocate(arenas, SIZE)).isInstanceOf(ExhaustedError.class);
        addsUp(arenas);
    }

    @Test
    void inFullPlacesItTakesAnothers() {
        Arenas arenas = arenas(256 * MIB);
        List<Long> blocks = new ArrayList<>();
        for (int round = 0; round < 2; round++) { // the second time all are marked
            for (int i = 0; i < 20; i++) {
                blocks.add(allocate(arenas, 2 * MIB + i * Units.BYTES));
            }
            blocks.forEach(block -> assertThat(arenas.freeLarge(block)).isTrue());
            blocks.clear();
            addsUp(arenas);
        }
        assertThat(arenas.stats().largeBlocks()).isZero();
        assertThat(arenas.stats().dirty()).isEqualTo(arenas.mapped());
    }

    /** What a late free of a whole block would clear, and the other way round. */
    @Test
    void itsMarkIsNoneOfAWholeBlock() {
        Arenas arenas = arenas(64 * MIB);
        long block = marked(arenas, SIZE);
        assertThat(arenas.marks().clear(block, (int) SIZE)).isFalse();
        assertThat(arenas.marks().size(block)).isEqualTo((int) -SIZE);
        assertThat(arenas.freeLarge(block)).isTrue();
        arenas.marks().set(block, 900_000); // as if a whole block were there now, and this a free that is late
        assertThat(arenas.freeLarge(block)).isFalse();
        assertThat(arenas.marks().clear(block, 900_000)).isTrue();
        addsUp(arenas);
    }

    @Test
    void whatIsKeptIsTakenAtTheLimitBeforeTheSystemIsAsked() {
        Arenas arenas = arenas(64 * MIB, 8 * MIB, NEVER, 1);
        allocate(arenas, 4 * MIB);
        assertThat(arenas.freeLarge(marked(arenas, 4 * MIB))).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(arenas.allocateSlab(0, 2, 1)).isNotNegative();
        }
        assertThat(arenas.stats().purged()).isZero();
        addsUp(arenas);
    }

    @Test
    void ofManyFreesOnePasses() throws Exception {
        Arenas arenas = arenas(64 * MIB);
        int rounds = 300;
        for (int round = 0; round < rounds; round++) {
            long block = marked(arenas, SIZE);
            AtomicInteger freed = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    while (start.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    freed.addAndGet(arenas.freeLarge(block) ? 1 : 0);
                }));
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(freed.get()).isEqualTo(1);
        }
        addsUp(arenas);
        assertThat(arenas.stats().largeBlocks()).isZero();
    }

    /** All that large blocks do, by several threads beside purges and slabs: no block is lost or had twice. */
    @Test
    void storm() throws Exception {
        Arenas arenas = arenas(256 * MIB);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Random random = new Random(t);
            threads.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(() -> work(arenas, random)));
        }
        while (threads.stream().anyMatch(Thread::isAlive)) {
            arenas.trim();
            Thread.sleep(1);
        }
        assertThat(failures).isEmpty();
        addsUp(arenas);
        ArenaStats stats = arenas.stats();
        assertThat(stats.largeBlocks()).isZero();
        assertThat(stats.largeBytes()).isZero();
        assertThat(stats.largeRequested()).isZero();
        arenas.trim();
        assertThat(arenas.mapped()).isZero();
        addsUp(arenas);
    }

    private static void work(Arenas arenas, Random random) {
        ArrayDeque<Long> held = new ArrayDeque<>();
        for (int i = 0; i < 4000; i++) {
            long size = (1 + random.nextInt(3)) * MIB;
            switch (random.nextInt(8)) {
                case 0 -> {
                    int unit = arenas.allocateSlab(0, 2, 1);
                    assertThat(arenas.freeSlab(unit, 2)).isTrue();
                }
                case 1, 2 -> {
                    if (!held.isEmpty()) {
                        long block = stamped(held.pollFirst());
                        long moved = arenas.reallocateLarge(0, block, size, size, 1);
                        hold(held, moved);
                    }
                }
                case 3, 4, 5 -> {
                    if (held.size() > 3) {
                        assertThat(arenas.freeLarge(stamped(held.pollFirst()))).isTrue();
                    }
                }
                default -> hold(held, allocate(arenas, size));
            }
        }
        held.forEach(block -> assertThat(arenas.freeLarge(stamped(block))).isTrue());
    }

    private static void hold(ArrayDeque<Long> held, long block) {
        Memory.putLong(block, block);
        held.addLast(block);
    }

    private static long stamped(long block) {
        assertThat(Memory.getLong(block)).isEqualTo(block);
        return block;
    }
}
