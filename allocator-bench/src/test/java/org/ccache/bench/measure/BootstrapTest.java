package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final int ROUNDS = 200;

    /** Rounds in which both are slowed alike, by up to fivefold: the noise that pairing removes. */
    private final double[] theirs = new double[ROUNDS];

    private final double[] ours = new double[ROUNDS];

    private void draw(double trueRatio) {
        Random random = new Random(42);
        for (int i = 0; i < ROUNDS; i++) {
            double disturbance = 1 + 4 * random.nextDouble();
            theirs[i] = 100 * disturbance * (1 + 0.02 * random.nextGaussian());
            ours[i] = 100 * trueRatio * disturbance * (1 + 0.02 * random.nextGaussian());
        }
    }

    @Test
    void pairedRatioSeesThroughCommonNoise() {
        draw(0.9);
        Ratio ratio = new Bootstrap(1).ofPairs(ours, theirs);
        assertThat(ratio.value()).isCloseTo(0.9, within(0.01));
        assertThat(ratio.low()).isLessThan(ratio.value()).isGreaterThan(0.88);
        assertThat(ratio.high()).isGreaterThan(ratio.value()).isLessThan(0.92);
        assertThat(ratio.includesOne()).isFalse();
        assertThat(ratio.resolution()).isLessThan(0.01);
    }

    @Test
    void controlOfEqualsIncludesOne() {
        draw(1);
        assertThat(new Bootstrap(1).ofPairs(ours, theirs).includesOne()).isTrue();
        assertThat(new Bootstrap(1).ofQuantiles(ours, theirs, 0.5).includesOne())
                .isTrue();
    }

    @Test
    void sameSeedSameInterval() {
        draw(0.7);
        assertThat(new Bootstrap(7).ofPairs(ours, theirs)).isEqualTo(new Bootstrap(7).ofPairs(ours, theirs));
        assertThat(new Bootstrap(8).ofPairs(ours, theirs)).isNotEqualTo(new Bootstrap(7).ofPairs(ours, theirs));
    }

    @Test
    void quantileRatioComparesTheSameQuantile() {
        for (int i = 0; i < ROUNDS; i++) {
            theirs[i] = 10 + i;
            ours[i] = 2 * theirs[i];
        }
        Ratio ratio = new Bootstrap(1).ofQuantiles(ours, theirs, 0.1);
        assertThat(ratio.value()).isEqualTo(2);
        assertThat(ratio.low()).isEqualTo(2);
        assertThat(ratio.high()).isEqualTo(2);
    }

    @Test
    void quantileInterpolatesAndLeavesTheValuesAlone() {
        double[] values = {3, 1, 2};
        assertThat(Bootstrap.quantile(values, 0.5)).isEqualTo(2);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void blocksStayPairedFromOneQuestionToTheNext() {
        draw(0.9);
        double[] before = ours.clone();
        Ratio first = new Bootstrap(1).ofQuantiles(ours, theirs, 0.5);
        assertThat(ours).containsExactly(before);
        assertThat(new Bootstrap(1).ofQuantiles(ours, theirs, 0.5)).isEqualTo(first);
    }

    @Test
    void refusesUnpairedRounds() {
        assertThatThrownBy(() -> new Bootstrap(1).ofPairs(new double[3], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 and 2");
    }
}
