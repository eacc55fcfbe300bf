package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ThreadCachesTest {
    private static final int CLASS = SizeClasses.of(1000);

    @RegisterExtension
    final CachesFixture fixture =
            new CachesFixture(f -> new ThreadCaches(CachesFixture.CACHE_BYTES, f.depots, f.pace()));

    private final Caches caches = fixture.caches;

    private static Thread.Builder threads(boolean virtual) {
        return virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    }

    private void allocateAndFree(int n) {
        long[] blocks = new long[n];
        for (int i = 0; i < n; i++) {
            blocks[i] = caches.allocate(CLASS);
        }
        for (long block : blocks) {
            caches.free(CLASS, block);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cachesOfEndedThreadsReturnToTheDepots(boolean virtual) throws InterruptedException {
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            started.add(threads(virtual).start(() -> allocateAndFree(10)));
        }
        for (Thread thread : started) {
            thread.join();
        }
        assertThat(caches.count(CLASS)).isZero(); // asking is enough
        assertThat(caches.used()).isEqualTo(20);
        assertThat(fixture.live(CLASS)).isZero();
        assertThat(fixture.depots.of(CLASS).count()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void livingThreadsKeepTheirs(boolean virtual) throws InterruptedException {
        try (HeldThread _ = new HeldThread(threads(virtual), () -> allocateAndFree(10))) {
            caches.drain(); // of this thread and of ended ones
            assertThat(caches.count(CLASS)).isGreaterThanOrEqualTo(10);
        }
        caches.drain();
        assertThat(caches.count(CLASS)).isZero();
        assertThat(fixture.live(CLASS)).isZero();
    }

    /** New threads alone bring the caches of ended ones back: nobody has to ask. */
    @Test
    void manyShortThreadsMapNoMoreMemory() throws InterruptedException {
        long mapped = 0;
        for (int i = 0; i < 2000; i++) {
            Thread thread = Thread.ofVirtual().start(() -> allocateAndFree(50));
            thread.join();
            if (i == 200) {
                mapped = fixture.arenas.mapped();
            }
        }
        assertThat(fixture.arenas.mapped()).isEqualTo(mapped);
    }

    @Test
    void aThreadGetsItsOwnBlocksBackFirst() {
        long block = caches.allocate(CLASS);
        caches.free(CLASS, block);
        assertThat(caches.allocate(CLASS)).isEqualTo(block);
        caches.free(CLASS, block);
        assertThat(fixture.cached(CLASS)).contains(block);
    }

    @Test
    void magazinesAreBounded() {
        allocateAndFree(10 * Capacities.most(CLASS));
        assertThat(caches.count(CLASS)).isLessThanOrEqualTo(Capacities.most(CLASS));
        assertThat(fixture.depots.of(CLASS).flushes()).isPositive();
        assertThat(fixture.depots.of(CLASS).refills()).isPositive();
        assertThat(fixture.live(CLASS)).isZero();
    }

    /** Capacity goes from class to class within the thread's own bytes. */
    @Test
    void aThreadKeepsItsBytes() {
        for (int round = 0; round < 3; round++) {
            for (int c = SizeClasses.FIRST; c <= SizeClasses.of(16_384); c++) {
                fixture.burst(c, 300);
            }
        }
        assertThat(caches.capacityBytes()).isLessThanOrEqualTo(caches.budget());
        assertThat(fixture.cachedBytes()).isLessThanOrEqualTo(caches.capacityBytes());
        fixture.burst(CLASS, 100);
        long before = fixture.depots.of(CLASS).refills();
        fixture.burst(CLASS, 4);
        fixture.burst(CLASS, 4);
        assertThat(fixture.depots.of(CLASS).refills()).isEqualTo(before);
        caches.trim();
        assertThat(caches.capacityBytes()).isZero();
        assertThat(fixture.cachedBytes()).isZero();
        assertThat(fixture.live(CLASS)).isZero();
    }

    @Test
    void maintenanceFindsEndedThreads() throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(() -> allocateAndFree(10));
        thread.join();
        assertThat(caches.maintain()).isGreaterThanOrEqualTo(10);
        assertThat(caches.maintain()).isZero();
        assertThat(caches.drainedBlocks()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void closedRefuses() {
        fixture.assertClosedRefuses(CLASS);
        assertThatThrownBy(caches::drain).isInstanceOf(IllegalStateException.class);
    }
}
