package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HybridCachesTest {
    private static final int SMALL = SizeClasses.of(HybridCaches.SPLIT);
    private static final int LARGE = SizeClasses.of(HybridCaches.SPLIT + 1);
    private static final int BLOCKS = 40;

    private CachesFixture fixture;

    @BeforeEach
    void open() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, "half of it is sequences");
        fixture = new CachesFixture(
                f -> new HybridCaches(CachesFixture.CACHE_BYTES, CachesFixture.CACHE_BYTES, f.depots, f.pace()));
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    /** Another thread's drain reaches what stands by index, and nothing of a living thread. */
    @Test
    void onlySmallBlocksBelongToTheThread() throws InterruptedException {
        try (HeldThread _ = new HeldThread(Thread.ofPlatform(), () -> {
            fixture.burst(SMALL, BLOCKS);
            fixture.burst(LARGE, BLOCKS);
        })) {
            long small = fixture.caches.count(SMALL);
            assertThat(small).isPositive();
            assertThat(fixture.caches.count(LARGE)).isPositive();
            fixture.caches.drain();
            assertThat(fixture.caches.count(SMALL)).isEqualTo(small);
            assertThat(fixture.caches.count(LARGE)).isZero();
        }
        assertThat(fixture.caches.count(SMALL))
                .as("ended threads return theirs")
                .isZero();
    }

    @Test
    void stoppedEachCachedBlockIsSeenOnce() {
        fixture.burst(SMALL, BLOCKS);
        fixture.burst(LARGE, BLOCKS);
        for (int sizeClass : new int[] {SMALL, LARGE}) {
            assertThat(fixture.cached(sizeClass)).isNotEmpty().hasSize((int) fixture.caches.count(sizeClass));
            assertThat(fixture.live(sizeClass)).isZero();
        }
    }

    @Test
    void figuresAreTheSumsOfBoth() {
        fixture.burst(SMALL, BLOCKS);
        long ofThread = fixture.caches.capacityBytes();
        assertThat(ofThread).isPositive();
        assertThat(fixture.caches.used()).isEqualTo(1);
        fixture.burst(LARGE, BLOCKS);
        assertThat(fixture.caches.capacityBytes()).isGreaterThan(ofThread);
        assertThat(fixture.caches.used()).isGreaterThan(1);
        assertThat(fixture.caches.budget()).isEqualTo(2L * CachesFixture.CACHE_BYTES);
        fixture.caches.trim();
        assertThat(fixture.cachedBytes()).isZero();
    }
}
