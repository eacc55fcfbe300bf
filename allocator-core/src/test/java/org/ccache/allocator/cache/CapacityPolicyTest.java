package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Capacities of ccaches follow misses, within the budget, and idle ones go: with rounds of maintenance made by hand.
 */
@Tag("modes")
@Tag("sequences")
final class CapacityPolicyTest extends IndexCachesFixture {
    private static final int CLASS = SizeClasses.of(1000);
    private static final int OTHER = SizeClasses.of(3000);
    private static final int ENOUGH = Caches.IDLE_ROUNDS + 2; // one round to see the miss, one to see no change

    @Override
    @AfterEach
    void close() {
        try {
            for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                assertThat(fixture.live(c)).as("live blocks of class %d", c).isZero();
            }
            caches.trim();
            assertThat(caches.capacityBytes())
                    .as("budget that was taken and not given back")
                    .isZero();
            assertThat(fixture.cachedBytes()).isZero();
        } finally {
            super.close();
        }
    }

    private void rounds(int n) {
        for (int i = 0; i < n; i++) {
            caches.maintain();
        }
    }

    @Test
    void aMagazineGrowsWithItsMisses() {
        caches.free(CLASS, caches.allocate(CLASS));
        long first = caches.capacityBytes();
        assertThat(first).isBetween(1L, 2L * Capacities.least(CLASS) * SizeClasses.size(CLASS) * Rseq.indexes());
        for (int i = 0; i < 20; i++) {
            fixture.burst(CLASS, 2 * Capacities.most(CLASS));
        }
        long most = (long) Capacities.most(CLASS) * SizeClasses.size(CLASS);
        assertThat(caches.capacityBytes()).isBetween(most, most * Rseq.indexes());
        // With a burst within the capacity nothing but hits.
        fixture.burst(CLASS, Capacities.batch(Capacities.most(CLASS)));
        long slow =
                fixture.depots.of(CLASS).refills() + fixture.depots.of(CLASS).flushes();
        for (int i = 0; i < 100; i++) {
            fixture.burst(CLASS, 8);
        }
        // Other indexes may be visited: a handful of misses, not hundreds.
        assertThat(fixture.depots.of(CLASS).refills() + fixture.depots.of(CLASS).flushes() - slow)
                .isLessThan(30);
    }

    @Test
    void theBudgetBoundsWhatIsCached() {
        open(256 << 10);
        for (int c = SizeClasses.FIRST; c <= SizeClasses.of(8192); c++) {
            fixture.burst(c, 200);
        }
        long firstSteps = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            firstSteps += (long) Capacities.least(c) * SizeClasses.size(c);
        }
        assertThat(caches.capacityBytes()).isLessThanOrEqualTo((256 << 10) + firstSteps * Rseq.indexes());
        assertThat(fixture.cachedBytes()).isLessThanOrEqualTo(caches.capacityBytes());
    }

    @Test
    void whatIdlesIsDrainedAndWhatIsUsedStays() {
        fixture.burst(CLASS, 300);
        fixture.burst(OTHER, 300);
        for (int i = 0; i < ENOUGH; i++) {
            fixture.burst(CLASS, 1 + i); // never the same count twice, wherever this thread runs
            long[] kept = new long[i + 1];
            for (int k = 0; k <= i; k++) {
                kept[k] = caches.allocate(CLASS);
            }
            caches.maintain();
            for (long block : kept) {
                caches.free(CLASS, block);
            }
        }
        assertThat(caches.count(OTHER)).isZero();
        assertThat(caches.count(CLASS)).isPositive();
        assertThat(caches.drainedBlocks()).isPositive();
    }

    @Test
    void anIdleIndexGivesItsRegionBack() {
        fixture.burst(CLASS, 300);
        assertThat(caches.metadataBytes()).isPositive();
        rounds(ENOUGH);
        assertThat(fixture.cachedBytes()).isZero();
        rounds(Caches.IDLE_ROUNDS + 1);
        assertThat(caches.metadataBytes()).isZero();
        assertThat(caches.capacityBytes()).isZero();
        assertThat(caches.used()).isPositive(); // it has been used
        fixture.burst(CLASS, 300); // and opens again
        assertThat(caches.metadataBytes()).isPositive();
        assertThat(caches.count(CLASS)).isPositive();
    }

    @Test
    void aRoundWithNothingToDoInterruptsNobody() {
        fixture.burst(CLASS, 300);
        rounds(2 * ENOUGH);
        long fences = caches.fences();
        assertThat(fences).isBetween(1L, 4L);
        rounds(50);
        assertThat(caches.fences()).isEqualTo(fences);
    }

    /** The budget is all in one class's magazine; another class misses: within a few rounds it has what it needs. */
    @Test
    void theColdestGiveToThoseThatMiss() {
        open(Capacities.most(CLASS) * (long) SizeClasses.size(CLASS));
        for (int i = 0; i < 20; i++) {
            fixture.burst(CLASS, 2 * Capacities.most(CLASS));
        }
        int n = 20;
        for (int i = 0; i < 40; i++) {
            fixture.burst(OTHER, n);
            caches.maintain();
        }
        long before = fixture.depots.of(OTHER).refills();
        for (int i = 0; i < 20; i++) {
            fixture.burst(OTHER, n);
        }
        assertThat(fixture.depots.of(OTHER).refills() - before).isLessThan(10);
        assertThat(caches.capacityBytes()).isLessThanOrEqualTo(caches.budget());
    }

    @Test
    void trimGivesEverythingUp() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            fixture.burst(c, 20);
        }
        long aborts = caches.aborts();
        caches.trim();
        assertThat(fixture.cachedBytes()).isZero();
        assertThat(caches.capacityBytes()).isZero();
        assertThat(caches.metadataBytes()).isZero();
        assertThat(caches.aborts()).isGreaterThanOrEqualTo(aborts); // counted on beyond the region's end
    }

    /** Rounds and trims beside threads that miss all the time: no block is lost or doubled, and no budget either. */
    @Test
    void maintenanceBesideWorkersLosesNothing() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> workers = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            workers.add(Thread.ofPlatform().start(() -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                try {
                    while (!done.get()) {
                        fixture.burst(random.nextInt(SizeClasses.FIRST, SizeClasses.of(4096)), random.nextInt(1, 100));
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        long end = System.nanoTime() + 1_500_000_000L;
        long rounds = 0;
        try {
            while (System.nanoTime() < end) {
                caches.maintain();
                if (rounds++ % 16 == 0) {
                    caches.trim();
                }
            }
        } finally {
            done.set(true);
            for (Thread worker : workers) {
                worker.join();
            }
        }
        assertThat(failure.get()).isNull();
        assertThat(rounds).isGreaterThan(100);
        caches.drain();
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            fixture.depots.of(c).trim();
            assertThat(fixture.depots.of(c).doubleFrees()).isZero();
        }
        assertThat(fixture.steps.get()).isPositive(); // each slow path offered a step
    }
}
