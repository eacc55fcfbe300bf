package org.ccache.bench.first;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedCurveTest {
    private static final long MILLI = 1_000_000;

    private long now;

    /** Chunks of 100 operations that take these times. */
    private SpeedCurve curve(int millis, Long... chunks) {
        Deque<Long> left = new ArrayDeque<>(List.of(chunks));
        now = 77;
        SpeedCurve curve = SpeedCurve.of(
                () -> {
                    now += left.remove();
                    return 100;
                },
                () -> now,
                millis);
        assertThat(left).as("all chunks are done").isEmpty();
        return curve;
    }

    @Test
    void aChunkBelongsToTheSliceInWhichItBegan() {
        SpeedCurve curve = curve(30, 6 * MILLI, 6 * MILLI, 6 * MILLI, 12 * MILLI);
        assertThat(curve.operations()).containsExactly(200, 200, 0);
        assertThat(curve.nanos()).containsExactly(12 * MILLI, 18 * MILLI, 0);
    }

    @Test
    void theTimeIsOverWhenAChunkEndsAtItsEndOrBehind() {
        assertThat(curve(20, 10 * MILLI, 10 * MILLI).operations()).containsExactly(100, 100);
        assertThat(curve(20, 19 * MILLI, 1 * MILLI - 1, 1L).operations()).containsExactly(100, 200);
        assertThat(curve(20, 500 * MILLI).nanos()).containsExactly(500 * MILLI, 0);
    }

    @Test
    void aWindowIsTheTimeOfItsChunksByTheirOperations() {
        SpeedCurve curve = new SpeedCurve(new long[] {100, 300, 0}, new long[] {2_000, 2_400, 0});
        assertThat(curve.nanos(0, 10)).isEqualTo(20);
        assertThat(curve.nanos(0, 20)).isEqualTo(11);
        assertThat(curve.nanos(20, 30)).as("nothing began there").isNaN();
        assertThat(curve.nanos(10, 500))
                .as("what was not measured is not there")
                .isEqualTo(8);
    }

    @Test
    void theWindowsAreOfWholeSlicesAndFollowEachOther() {
        long[] one = new long[StartWindow.ALL_MILLIS / SpeedCurve.SLICE_MILLIS];
        Arrays.fill(one, 1);
        long[] number = new long[one.length];
        Arrays.setAll(number, slice -> slice);
        SpeedCurve curve = new SpeedCurve(one, number);
        assertThat(StartWindow.FIRST.nanos(curve)).isEqualTo(9 / 2.0);
        assertThat(StartWindow.SECOND.nanos(curve)).isEqualTo((10 + 29) / 2.0);
        assertThat(StartWindow.THIRD.nanos(curve)).isEqualTo((30 + 99) / 2.0);
        assertThat(StartWindow.WARM.nanos(curve)).isEqualTo((100 + 299) / 2.0);
        assertThat(StartWindow.BEGINNING.nanos(curve)).isEqualTo(19 / 2.0);
    }
}
