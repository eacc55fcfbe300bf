package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The curve by which dirty memory goes back, with a clock of the test's own. */
final class DecayTest {
    private static final long EPOCH = 1_000;
    private static final long DELAY = EPOCH * Decay.EPOCHS;

    @Test
    void theStepIsSmoothAndMonotone() {
        assertThat(Decay.share(0)).isEqualTo(1);
        assertThat(Decay.share(1)).isZero();
        assertThat(Decay.share(0.5)).isEqualTo(0.5);
        assertThat(Decay.share(7)).isZero();
        double last = 1;
        for (double age = 0; age <= 1; age += 0.01) {
            assertThat(Decay.share(age)).isLessThanOrEqualTo(last);
            last = Decay.share(age);
        }
    }

    /** What is due, all of it purged. */
    private static long purge(Decay decay, long now, long dirty) {
        long due = decay.due(now, dirty);
        decay.purged(due);
        return due;
    }

    @Test
    void aBurstGoesBackOverTheDelay() {
        Decay decay = new Decay(DELAY);
        assertThat(decay.due(0, 0)).isZero();
        long dirty = 10_000;
        long largest = 0;
        for (int epoch = 1; epoch <= Decay.EPOCHS; epoch++) {
            long due = purge(decay, epoch * EPOCH, dirty);
            dirty -= due;
            largest = Math.max(largest, due);
            assertThat(dirty)
                    .isBetween(
                            (long) (10_000 * Decay.share(epoch / 8.0)) - 1,
                            (long) (10_000 * Decay.share(epoch / 8.0)) + 1);
        }
        assertThat(dirty).isZero();
        assertThat(largest).isLessThan(3000); // no burst of purges
    }

    @Test
    void withinAnEpochNothingIsDue() {
        Decay decay = new Decay(DELAY);
        decay.due(0, 0);
        assertThat(decay.due(EPOCH - 1, 1000)).isZero();
        long due = purge(decay, EPOCH, 1000);
        assertThat(due).isPositive();
        assertThat(decay.due(EPOCH + 1, 1000 - due)).isZero();
    }

    @Test
    void aLongPauseIsMadeUpFor() {
        Decay decay = new Decay(DELAY);
        decay.due(0, 0);
        long dirty = 1000;
        dirty -= purge(decay, EPOCH, dirty);
        dirty -= purge(decay, 50 * EPOCH, dirty);
        assertThat(dirty).isZero();
        assertThat(decay.due(40 * EPOCH, 10)).isZero(); // a clock that goes back is no harm
    }

    @Test
    void whatIsUsedAgainIsNotDue() {
        Decay decay = new Decay(DELAY);
        decay.due(0, 0);
        long dirty = 1000 - purge(decay, EPOCH, 1000);
        assertThat(decay.due(2 * EPOCH, 100)).as("900 of them in use again").isZero();
        assertThat(dirty).isPositive();
    }

    /** Bounded steps: what is left of what was due is due at once, not an epoch later. */
    @Test
    void whatCouldNotBePurgedIsDueAgain() {
        Decay decay = new Decay(DELAY);
        decay.due(0, 0);
        long dirty = 1000 - purge(decay, EPOCH, 1000);
        assertThat(decay.due(20 * EPOCH, dirty)).isEqualTo(dirty); // refused
        assertThat(decay.due(20 * EPOCH + 1, dirty)).isEqualTo(dirty);
        decay.purged(100);
        assertThat(decay.due(20 * EPOCH + 2, dirty - 100)).isEqualTo(dirty - 100);
        assertThat(decay.due(21 * EPOCH, dirty - 100)).isEqualTo(dirty - 100);
        assertThat(decay.due(22 * EPOCH, 0)).isZero();
    }

    /**
     * Memory that went at the limit or by a trim is not taken for memory that is in use again: what follows it is new.
     */
    @Test
    void whatIsDirtyAfterAPurgeIsNew() {
        Decay decay = new Decay(DELAY);
        decay.due(0, 0);
        purge(decay, EPOCH, 1000);
        decay.purged(1000); // all of it
        assertThat(decay.due(2 * EPOCH, 1000)).isLessThan(100);
    }

    @Test
    void steadyStateIsBounded() {
        Random random = new Random(3);
        Decay decay = new Decay(DELAY);
        decay.due(0, 0);
        long dirty = 0;
        for (int epoch = 1; epoch < 1000; epoch++) {
            dirty += random.nextInt(100);
            long due = purge(decay, epoch * EPOCH, dirty);
            assertThat(due).isBetween(0L, dirty);
            dirty -= due;
            assertThat(dirty).isLessThan(100L * Decay.EPOCHS);
        }
    }
}
