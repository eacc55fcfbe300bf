package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.layout.RegionLayout;
import org.ccache.os.Faults;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the drainer prevents, on regions in which no sequence runs: the test writes their magazines. That sequences
 * which do run are aborted is for {@code IndexCachesTest} and the native soak.
 */
@Tag("modes")
@Tag("sequences")
final class DrainerTest {
    private static final int CLASS = SizeClasses.of(1000);
    private static final int BLOCKS = 4;
    private static final int EPERM = 1;

    private CachesFixture fixture;
    private Regions range;
    private IndexCacheLayout layout;
    private CacheBudget budget;
    private CapacityPolicy policy;
    private Drainer drainer;

    @BeforeAll
    static void twoIndexes() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        assumeTrue(Rseq.indexes() > 1, "one index");
    }

    @BeforeEach
    void open() {
        fixture = new CachesFixture(f -> new IndexCaches(CachesFixture.CACHE_BYTES, f.depots, f.pace()));
        range = Regions.take();
        layout = new IndexCacheLayout(range.base());
        budget = new CacheBudget(1 << 20);
        policy = new CapacityPolicy(layout, 2, budget);
        drainer = new Drainer(layout, range, 2, fixture.depots, policy, budget);
    }

    @AfterEach
    void close() {
        Faults.end();
        try {
            drainer.close();
        } finally {
            try {
                drainer.forgotten();
            } finally {
                fixture.close();
            }
        }
    }

    @FunctionalInterface
    private interface Assertions {
        void hold() throws InterruptedException;
    }

    /** Within a stop of this thread, which ends whether or not they hold: what is stopped cannot be closed. */
    private void stopped(Assertions assertions) throws InterruptedException {
        drainer.stop();
        try {
            assertions.hold();
        } finally {
            drainer.resume();
        }
    }

    /** Opens a region with some blocks in one magazine. */
    private void fill(int index) {
        assertThat(drainer.tryOpen(index)).isTrue();
        grant(index, BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            Memory.putLong(layout.slots(index, CLASS) + 8L * i, fixture.caches.allocate(CLASS));
        }
        layout.setCount(index, CLASS, BLOCKS);
    }

    /** As a miss does. */
    private void grant(int index, int capacity) {
        layout.setCapacity(index, CLASS, capacity);
        budget.overdraw((long) capacity * SizeClasses.size(CLASS));
    }

    private void isStoppedAndFull(int index) {
        assertThat(layout.state(index)).isEqualTo(RegionLayout.STATE_STOPPED);
        assertThat(layout.count(index, CLASS)).isEqualTo(BLOCKS);
    }

    private void isOpen(int index, int count) {
        assertThat(layout.state(index)).isEqualTo(RegionLayout.STATE_OPEN);
        assertThat(layout.count(index, CLASS)).isEqualTo(count);
    }

    private static void awaitWaiting(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.sleep(1);
        }
    }

    @Test
    void aSecondDrainOpensNothingThatTheFirstStillReads() throws InterruptedException {
        fill(0);
        Thread second = Thread.ofPlatform().unstarted(drainer::drain);
        stopped(() -> {
            second.start();
            awaitWaiting(second);
            isStoppedAndFull(0);
        });
        second.join();
        isOpen(0, 0);
        assertThat(fixture.live(CLASS)).isZero();
    }

    @Test
    void aDrainWithinAStopOpensNothingThatTheStopStillReads() throws InterruptedException {
        fill(0);
        stopped(() -> {
            assertThatThrownBy(drainer::drain).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(drainer::trim).isInstanceOf(IllegalStateException.class);
            isStoppedAndFull(0);
        });
        isOpen(0, BLOCKS);
        Thread other = Thread.ofPlatform().start(drainer::drain); // the lock is free
        other.join();
        isOpen(0, 0);
    }

    @Test
    void withinItsOwnStopAThreadOpensNothing() throws InterruptedException {
        fill(0);
        stopped(() -> {
            assertThat(drainer.tryOpen(0)).isFalse();
            assertThat(drainer.tryOpen(1)).isFalse();
            isStoppedAndFull(0);
            assertThat(layout.state(1)).isEqualTo(RegionLayout.STATE_CLOSED);
        });
        isOpen(0, BLOCKS);
    }

    @Test
    void aThreadThatIsRefusedWaitsForNobodyAndOpensNothing() throws InterruptedException {
        fill(0);
        boolean[] opened = {true, true};
        stopped(() -> {
            Thread refused = Thread.ofPlatform().start(() -> {
                opened[0] = drainer.tryOpen(0);
                opened[1] = drainer.tryOpen(1);
            });
            refused.join();
            assertThat(opened).containsOnly(false);
            isStoppedAndFull(0);
            assertThat(layout.state(1)).isEqualTo(RegionLayout.STATE_CLOSED);
        });
    }

    /** Left by an error between a mark and its fence: a sequence may still be inside, for all that a round knows. */
    @Test
    void aRoundTouchesNoRegionThatIsStoppedForAnotherReason() {
        int busy = SizeClasses.of(100);
        fill(0);
        assertThat(drainer.tryOpen(1)).isTrue();
        grant(1, BLOCKS); // empty, so idle: not worth a stop
        layout.setCapacity(1, busy, BLOCKS);
        budget.overdraw((long) BLOCKS * SizeClasses.size(busy));
        try {
            for (int round = 0; layout.count(0, CLASS) > 0; round++) {
                assertThat(round).as("rounds until the blocks are idle").isLessThan(20);
                layout.setCount(1, busy, round % 2); // its region is in use
                layout.state(1, RegionLayout.STATE_STOPPED);
                drainer.maintain();
            }
            assertThat(layout.capacity(1, CLASS)).isEqualTo(BLOCKS);
            assertThat(layout.capacity(1, busy)).isEqualTo(BLOCKS);
        } finally {
            layout.setCount(1, busy, 0); // there is no such block
        }
        assertThat(fixture.live(CLASS)).isZero();
    }

    @Test
    void withoutTheFenceNothingIsMoved() {
        fill(0);
        Faults.plan(Faults.Call.FENCE, 0, 2, EPERM);
        assertThatThrownBy(drainer::drain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(drainer::trim).isInstanceOf(IllegalStateException.class);
        isOpen(0, BLOCKS);
        assertThat(drainer.stops()).isZero();
        drainer.drain(); // nor is the lock kept
        isOpen(0, 0);
        assertThat(drainer.stops()).isEqualTo(1);
        assertThat(drainer.drainedBlocks()).isEqualTo(BLOCKS);
    }

    /** Who has seen the region open under the class's lock may raise the capacity although the stop comes meanwhile. */
    @Test
    void aCapacityRaisedBesideTheStopIsNotLostWithTheRegion() throws InterruptedException {
        assertThat(drainer.tryOpen(0)).isTrue();
        Thread trim = Thread.ofPlatform().unstarted(drainer::trim);
        fixture.depots.of(CLASS).lock();
        try {
            trim.start();
            awaitWaiting(trim);
            grant(0, 8);
        } finally {
            fixture.depots.of(CLASS).unlock();
        }
        trim.join();
        assertThat(layout.state(0)).isEqualTo(RegionLayout.STATE_CLOSED);
        assertThat(budget.granted()).isZero();
    }

    @Test
    void aRegionThatIsGivenBackOpensAgainEmpty() {
        fill(0);
        drainer.trim();
        assertThat(layout.state(0)).isEqualTo(RegionLayout.STATE_CLOSED);
        assertThat(fixture.live(CLASS)).isZero();
        assertThat(budget.granted()).isZero();
        assertThat(drainer.tryOpen(0)).isTrue();
        isOpen(0, 0);
        assertThat(layout.capacity(0, CLASS)).isZero();
        assertThat(drainer.used()).isEqualTo(1);
    }

    @Test
    void aRegionThatTheSystemKeepsIsOpenAgain() {
        fill(0);
        Faults.plan(Faults.Call.PURGE, 0, 1, EPERM);
        drainer.trim();
        isOpen(0, 0);
        assertThat(drainer.refusedPurges()).isEqualTo(1);
        assertThat(budget.granted()).isZero();
    }

    @Test
    void aRoundTakesFromTheIdleAndFromNoOther() {
        fill(0);
        fill(1);
        for (int round = 0; round < Caches.IDLE_ROUNDS + 2; round++) {
            fixture.depots.of(CLASS).lock();
            try {
                policy.grow(1, CLASS); // it misses
            } finally {
                fixture.depots.of(CLASS).unlock();
            }
            drainer.maintain();
        }
        isOpen(0, 0);
        isOpen(1, BLOCKS);
    }

    @Test
    void afterCloseNobodyOpensWhatTheNextAllocatorIsLent() {
        fill(0);
        drainer.close();
        assertThat(range.givenBack()).isTrue();
        for (int index = 0; index < 2; index++) {
            int refused = index;
            assertThatThrownBy(() -> drainer.tryOpen(refused))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the allocator is closed");
            assertThat(layout.state(index)).isEqualTo(RegionLayout.STATE_CLOSED);
        }
        assertThatThrownBy(drainer::drain).isInstanceOf(IllegalStateException.class);
        assertThat(drainer.maintain()).isZero();
    }

    @Test
    void aCloseWithoutItsFenceGivesNothingBackUntilTheNextOne() {
        fill(0);
        Faults.plan(Faults.Call.FENCE, 0, 1, EPERM);
        assertThatThrownBy(drainer::close).isInstanceOf(IllegalStateException.class);
        assertThat(range.givenBack()).isFalse();
        isStoppedAndFull(0);
        assertThatThrownBy(() -> drainer.tryOpen(0)).isInstanceOf(IllegalStateException.class);
        isStoppedAndFull(0);
        drainer.close();
        assertThat(range.givenBack()).isTrue();
        assertThat(layout.state(0)).isEqualTo(RegionLayout.STATE_CLOSED);
    }
}
