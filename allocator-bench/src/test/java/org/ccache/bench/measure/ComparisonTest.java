package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final double[] ONES = {1.00, 1.01, 0.99, 1.00, 1.01, 0.99};

    private static double[] times(double factor) {
        double[] times = ONES.clone();
        for (int i = 0; i < times.length; i++) {
            times[i] *= factor * (i % 2 == 0 ? 1.001 : 0.999);
        }
        return times;
    }

    @Test
    void aSlowerBuildIsCalledSo() {
        Comparison slower = new Comparison(times(1.2), times(1.2), ONES, 1);
        assertThat(slower.slower()).isTrue();
        assertThat(slower.markdown("pair")).contains("1.200").contains("SLOWER");
    }

    @Test
    void whatTheControlCannotResolveIsNoVerdict() {
        assertThat(new Comparison(times(1), times(1), ONES, 1).slower()).isFalse();
        assertThat(new Comparison(times(1.05), times(1.2), ONES, 1).slower()).isFalse();
        assertThat(new Comparison(times(0.8), times(0.8), ONES, 1).slower()).isFalse();
    }
}
