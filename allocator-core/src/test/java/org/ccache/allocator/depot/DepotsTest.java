package org.ccache.allocator.depot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.TestArenas;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.os.Faults;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All depots of an allocator: their words, their maintenance, and their end. */
final class DepotsTest {
    private static final int CAPACITY = 8;
    private static final int ENOMEM = 12;

    private final Arenas arenas = TestArenas.open(64 << 20);
    private final Depots depots = TestDepots.open(arenas, CAPACITY, () -> 0);

    @AfterEach
    void close() {
        Faults.end();
        depots.close();
        arenas.close();
    }

    private void fill(int sizeClass, int n) {
        assertThat(depots.of(sizeClass).lockWithBlocks(n)).isEqualTo(n);
        depots.of(sizeClass).unlock();
    }

    private long take(int sizeClass) {
        return TestDepots.take(depots.of(sizeClass), 1).getFirst();
    }

    private void store(int sizeClass, long block) {
        TestDepots.store(depots.of(sizeClass), List.of(block));
    }

    /** Each slab of a whole class is one block: what is not kept goes to the arena at once. */
    @Test
    void aWholeClassKeepsWhatWasWantedAgain() {
        int whole = SizeClasses.LAST;
        long[] blocks = new long[6];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = take(whole);
        }
        assertThat(depots.of(whole).carved()).isEqualTo(6);
        for (long block : blocks) {
            store(whole, block);
        }
        assertThat(depots.of(whole).carved()).isZero();
        store(whole, take(whole)); // the depot was too small
        assertThat(depots.of(whole).count()).isEqualTo(1);
        depots.trim();
        assertThat(depots.of(whole).carved()).isZero();
    }

    /** Each within its capacity, all of them together within the budget; and those of short blocks beside it. */
    @Test
    void longBlocksHaveOneBudget() {
        long budget = 2 << 20;
        Depots few = TestDepots.open(arenas, CAPACITY, budget, () -> 0);
        try {
            for (int c = SizeClasses.of(4097); c <= SizeClasses.LAST; c++) {
                goRound(few.of(c));
            }
            long beyond = 0;
            for (int c = SizeClasses.of(4097); c <= SizeClasses.LAST; c++) {
                long bytes = few.of(c).count() * SlabLayout.blockBytes(c);
                beyond += SizeClasses.isWhole(c)
                        ? bytes
                        : Math.max(0, bytes - Math.max(64 << 10, 2 * SizeClasses.size(c)));
            }
            assertThat(beyond).isPositive().isLessThanOrEqualTo(budget);
            Depot ofShort = few.of(SizeClasses.of(4096));
            goRound(ofShort);
            assertThat(ofShort.count()).isEqualTo(CAPACITY);
            for (int round = 0; round < 12; round++) { // by halves, until nothing is left
                few.maintain();
            }
            goRound(few.of(SizeClasses.LAST));
            assertThat(few.of(SizeClasses.LAST).count()).as("it is given back").isEqualTo(2);
            few.trim();
            goRound(few.of(SizeClasses.LAST - 1));
            assertThat(few.of(SizeClasses.LAST - 1).count())
                    .as("by a trim, too")
                    .isEqualTo(2);
        } finally {
            few.close();
        }
    }

    /** All of a depot's capacity goes out and comes back until it is kept, if it is to be. */
    private static void goRound(Depot depot) {
        for (int round = 0; round < 8; round++) {
            TestDepots.store(depot, TestDepots.take(depot, CAPACITY));
        }
    }

    /** Each stack has words of its own: all of them full, none has written into another's. */
    @Test
    void stacksAreApart() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST_SHARED; c++) {
            fill(c, CAPACITY);
        }
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST_SHARED; c++) {
            int sizeClass = c;
            depots.of(c).lock();
            try {
                depots.of(c).forEach(block -> assertThat(arenas.map().at(block)).isEqualTo(sizeClass));
                assertThat(depots.of(c).count()).isEqualTo(CAPACITY);
            } finally {
                depots.of(c).unlock();
            }
        }
        assertThat(depots.bytes()).isGreaterThanOrEqualTo(8L * CAPACITY * SizeClasses.LAST);
        assertThat(Memory.getLong(depots.stacks())).isPositive();
    }

    @Test
    void aRoundGoesThroughAllThatHaveSomething() {
        int[] some = {SizeClasses.of(16), SizeClasses.of(2048), SizeClasses.LAST_SHARED};
        for (int c : some) {
            fill(c, CAPACITY);
        }
        assertThat(depots.maintain()).as("the first one sees them empty before").isZero();
        assertThat(depots.maintain()).isEqualTo(3L * CAPACITY / 2);
        for (int c : some) {
            assertThat(depots.of(c).count()).isEqualTo(CAPACITY / 2);
        }
        depots.trim();
        assertThat(depots.maintain()).isZero();
        for (int c : some) {
            assertThat(depots.of(c).carved()).isZero();
        }
        assertThat(arenas.stats().dirty()).isEqualTo(arenas.mapped());
    }

    @Test
    void nobodyWaitsForAHandOverThatIsNotUnderWay() {
        assertThat(depots.awaitHandOver()).isFalse();
    }

    /** A thread that has a depot's lock is waited for; afterwards it has left. */
    @Test
    void holdersAreWaitedFor() throws InterruptedException {
        depots.of(SizeClasses.LAST).lock();
        Thread waiting = Thread.ofPlatform().start(depots::awaitHolders);
        boolean waits;
        try {
            waiting.join(50);
            waits = waiting.isAlive();
        } finally {
            depots.of(SizeClasses.LAST).unlock();
        }
        waiting.join();
        assertThat(waits).isTrue();
    }

    @Test
    void theEndReleasesTheStacksOnce() {
        depots.close();
        Faults.plan(Faults.Call.RELEASE, 0, 0, ENOMEM);
        depots.close();
        assertThat(Faults.end()).isZero();
        assertThatThrownBy(() -> depots.of(1).lock()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(depots::trim).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusedWordsAreAnError() {
        Faults.plan(Faults.Call.RESERVE, 0, 1, ENOMEM);
        assertThatThrownBy(() -> TestDepots.open(arenas, CAPACITY, () -> 0))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("for the depots");
    }
}
