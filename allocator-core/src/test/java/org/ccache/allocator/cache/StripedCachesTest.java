package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StripedCachesTest {
    private static final int CLASS = SizeClasses.of(1000);

    @RegisterExtension
    final CachesFixture fixture =
            new CachesFixture(f -> new StripedCaches(CachesFixture.CACHE_BYTES, f.depots, f.pace()));

    private final Caches caches = fixture.caches;

    @Test
    void stripesFollowTheIndexesNotTheThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            threads.add(Thread.ofVirtual().start(() -> caches.free(CLASS, caches.allocate(CLASS))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(caches.used()).isBetween(1, 2 * Rseq.indexes());
        assertThat(caches.count(CLASS)).isLessThanOrEqualTo((long) caches.used() * Capacities.most(CLASS));
        assertThat(fixture.live(CLASS)).isZero();
        assertThat(fixture.cached(CLASS)).hasSize((int) caches.count(CLASS));
        caches.drain();
        assertThat(caches.count(CLASS)).isZero();
    }

    /** A thread whose stripe is held takes another; with all held it waits. */
    @Test
    void heldStripesAreWaitedFor() throws InterruptedException {
        caches.stop(); // all of them
        Thread other = Thread.ofPlatform().start(() -> caches.free(CLASS, caches.allocate(CLASS)));
        other.join(50);
        boolean waiting = other.isAlive();
        caches.resume();
        other.join();
        assertThat(waiting).isTrue();
        assertThat(fixture.live(CLASS)).isZero();
    }

    @Test
    void whatIdlesIsDrained() {
        fixture.burst(CLASS, 300);
        assertThat(caches.count(CLASS)).isPositive();
        for (int i = 0; i < Caches.IDLE_ROUNDS + 2; i++) {
            caches.maintain();
        }
        assertThat(caches.count(CLASS)).isZero();
        assertThat(caches.capacityBytes()).isZero();
        assertThat(fixture.live(CLASS)).isZero();
        assertThat(fixture.steps.get()).isPositive();
    }

    @Test
    void theBudgetBoundsWhatIsCached() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.of(16_384); c++) {
            fixture.burst(c, 300);
        }
        assertThat(caches.capacityBytes()).isLessThanOrEqualTo(caches.budget());
        assertThat(fixture.cachedBytes()).isLessThanOrEqualTo(caches.capacityBytes());
        caches.trim();
        assertThat(caches.capacityBytes()).isZero();
        assertThat(fixture.cachedBytes()).isZero();
    }

    @Test
    void closedRefuses() {
        fixture.assertClosedRefuses(CLASS);
        assertThat(caches.range()).isEmpty();
    }
}
