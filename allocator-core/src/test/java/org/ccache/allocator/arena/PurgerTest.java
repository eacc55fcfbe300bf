package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ccache.os.Faults;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much goes back to the system at once, by whom, and when nobody asks the system for nothing. */
final class PurgerTest extends ArenasFixture {
    private static final int ENOMEM = 12;
    private static final long ROUND = 128 * MIB;
    private static final long STRETCH = 64 * MIB;
    private static final long LATE = 1L << 40; // nanoseconds: everything has been due for long

    @AfterEach
    void end() {
        Faults.end();
    }

    private static void free(Arenas arenas, long bytes) {
        assertThat(arenas.freeLarge(arenas.allocateLarge(0, bytes, bytes, 16))).isTrue();
    }

    /** Calls that a purge of any kind would make. */
    private static long purgesOf(Runnable action) {
        Faults.plan(Faults.Call.PURGE, 0, 0, ENOMEM);
        action.run();
        return Faults.end();
    }

    /** Frees so much, and lets the decay see it, so that all of it is due at {@link #LATE}: what went at once. */
    private static long freeForLater(Arenas arenas, long bytes) {
        arenas.maintain(0);
        free(arenas, bytes);
        return arenas.maintain(1);
    }

    @Test
    void aRoundIsBounded() {
        Arenas arenas = arenas(1024 * MIB, NEVER, 8, 1);
        long left = 600 * MIB - freeForLater(arenas, 600 * MIB);
        assertThat(left).isGreaterThan(3 * ROUND);
        for (long now = LATE; left > 0; now++) {
            long bytes = arenas.maintain(now);
            assertThat(bytes).isBetween(Math.min(left, ROUND), ROUND + STRETCH);
            left -= bytes;
            assertThat(arenas.stats().dirty()).isEqualTo(left);
            addsUp(arenas);
        }
    }

    @Test
    void neverByAgeIsNeverButByTrim() {
        Arenas arenas = arenas(64 * MIB);
        free(arenas, 10 * MIB);
        assertThat(purgesOf(() -> arenas.maintain(LATE))).isZero();
        assertThat(arenas.trim()).isEqualTo(10 * MIB);
        assertThat(arenas.mapped()).isZero();
    }

    /** Whoever is at it does it: a round does not wait, and a free with no delay does not either. */
    @Test
    void nobodyWaitsForWhoIsAtIt() throws InterruptedException {
        Arenas arenas = arenas(64 * MIB, NEVER, 0, 1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread other = Thread.ofPlatform().start(() -> {
            arenas.pausePurges();
            try {
                held.countDown();
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                arenas.resumePurges();
            }
        });
        held.await();
        free(arenas, 10 * MIB);
        assertThat(arenas.maintain(LATE)).isZero();
        assertThat(arenas.stats().dirty()).isEqualTo(10 * MIB);
        done.countDown();
        other.join();
        assertThat(arenas.maintain(LATE)).isEqualTo(10 * MIB);
        addsUp(arenas);
    }

    /** Huge page by huge page, so that what may be used again stays. */
    @Test
    void atTheLimitNoMoreGoesThanMakesRoom() {
        Arenas arenas = arenas(128 * MIB, 44 * MIB, NEVER, 1);
        long freed = arenas.allocateLarge(0, 36 * MIB, 36 * MIB, 16);
        arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16);
        arenas.freeLarge(freed);
        arenas.allocateLarge(0, 38 * MIB, 38 * MIB, 16); // longer than what is free, so behind: and 38 MiB are mapped
        assertThat(arenas.mapped()).isEqualTo(44 * MIB);
        assertThat(arenas.stats().purged()).isEqualTo(32 * MIB);
        assertThat(arenas.stats().dirty()).isEqualTo(4 * MIB);
        addsUp(arenas);
    }

    /** What the system refuses on one node it may take on another, in the same call. */
    @Test
    void aRefusalEndsNoOtherNodesPurge() {
        Arenas arenas = arenas(128 * MIB, NEVER, NEVER, 2);
        for (int node = 0; node < 2; node++) {
            arenas.freeLarge(arenas.allocateLarge(node, 4 * MIB, 4 * MIB, 16));
        }
        Faults.plan(Faults.Call.PURGE, 0, 1, ENOMEM);
        assertThat(arenas.trim()).isEqualTo(4 * MIB);
        assertThat(arenas.stats().dirty()).isEqualTo(4 * MIB);
        assertThat(arenas.stats().purgeFailures()).isEqualTo(1);
        Faults.end();
        assertThat(arenas.trim()).isEqualTo(4 * MIB);
        addsUp(arenas);
    }

    /**
     * Records follow when nothing is dirty any more, a step in each round; then the system is left alone until
     * something was purged.
     */
    @Test
    void recordsGoOnceAndThenNothingDoes() {
        Arenas arenas = arenas(256 * MIB, NEVER, 8, 1);
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            blocks.add(arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16)); // each writes the record of its own huge page
        }
        blocks.forEach(arenas::freeLarge);
        long purged = freeForLater(arenas, 100 * MIB); // over those and one huge page more
        long[] now = {LATE};
        assertThat(purged + arenas.maintain(now[0])).isEqualTo(100 * MIB);
        long calls = 0;
        for (int i = 0; i < 10; i++) {
            calls += purgesOf(() -> arenas.maintain(++now[0]));
        }
        assertThat(calls).as("records of 100 MiB in stretches of 64").isEqualTo(2);
        assertThat(purgesOf(() -> arenas.maintain(++now[0]))).isZero();
        free(arenas, 2 * MIB);
        assertThat(arenas.trim()).isEqualTo(2 * MIB);
        assertThat(purgesOf(() -> arenas.maintain(++now[0]))).isZero();
        addsUp(arenas);
    }

    /** A range that is somebody else's by then must not be touched. */
    @Test
    void closedNothingIsPurged() {
        Arenas arenas = arenas(64 * MIB);
        free(arenas, 10 * MIB);
        arenas.close();
        assertThat(purgesOf(() -> {
                    assertThat(arenas.maintain(LATE)).isZero();
                    assertThat(arenas.trim()).isZero();
                }))
                .isZero();
    }
}
