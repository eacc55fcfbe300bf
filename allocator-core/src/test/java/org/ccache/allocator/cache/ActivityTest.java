package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as idle: of a magazine, and of an index. */
final class ActivityTest {
    private static final int CLASS = 21;

    private final Activity activity = new Activity();

    @Test
    void aMagazineIsQuietWhileItLooksTheSame() {
        assertThat(activity.look(CLASS, 5, false)).as("it was empty before").isZero();
        assertThat(activity.look(CLASS, 5, false)).isEqualTo(1);
        assertThat(activity.look(CLASS, 5, false)).isEqualTo(2);
        assertThat(activity.quiet(CLASS)).isEqualTo(2);
        assertThat(activity.look(CLASS, 4, false)).isZero();
        assertThat(activity.look(CLASS, 4, false)).isEqualTo(1);
        assertThat(activity.quiet(CLASS + 1)).isZero();
    }

    /** The same count by chance: a miss in between shows that it was used. */
    @Test
    void aMissIsAChange() {
        activity.look(CLASS, 5, false);
        activity.look(CLASS, 5, false);
        assertThat(activity.look(CLASS, 5, true)).isZero();
        assertThat(activity.look(CLASS, 5, false)).isEqualTo(1);
    }

    @Test
    void whatIsQuietForEverStaysSo() {
        for (int round = 0; round < 1000; round++) {
            assertThat(activity.look(CLASS, 0, false)).isBetween(1, 100);
        }
        assertThat(activity.quiet(CLASS)).isEqualTo(100);
    }

    @Test
    void anIndexIsGivenUpAfterRoundsWithoutUse() {
        for (int round = 1; round < Caches.IDLE_ROUNDS; round++) {
            assertThat(activity.idle(true)).isFalse();
        }
        assertThat(activity.idle(false)).as("in use once").isFalse();
        for (int round = 1; round < Caches.IDLE_ROUNDS; round++) {
            assertThat(activity.idle(true)).isFalse();
        }
        assertThat(activity.idle(true)).isTrue();
        assertThat(activity.idle(true)).as("as long as it idles").isTrue();
    }

    /** What the system refuses is not asked for in each round: not before the index was in use again. */
    @Test
    void aRegionThatWasKeptIsNotAskedForAgainWhileIdle() {
        for (int round = 0; round < Caches.IDLE_ROUNDS; round++) {
            activity.idle(true);
        }
        activity.keepRegion();
        for (int round = 0; round < 200; round++) {
            assertThat(activity.idle(true)).isFalse();
        }
        assertThat(activity.idle(false)).isFalse();
        for (int round = 1; round < Caches.IDLE_ROUNDS; round++) {
            assertThat(activity.idle(true)).isFalse();
        }
        assertThat(activity.idle(true)).isTrue();
    }
}
