package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowHistogramTest {
    @Test
    void forgetsWhatCameBeforeTheWindow() {
        WindowHistogram histogram = new WindowHistogram();
        histogram.record(7_000_000);
        histogram.windowBegins();
        histogram.record(1_000);
        histogram.record(2_000);
        assertThat(histogram.histogram().getTotalCount()).isEqualTo(2);
        assertThat(histogram.histogram().getMaxValue()).isBetween(2_000L, 2_010L);
    }
}
