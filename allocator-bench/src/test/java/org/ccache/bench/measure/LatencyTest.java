package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void whatIsEncodedIsDecoded() {
        Histogram histogram = Latency.histogram();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            Latency.record(histogram, (long) Math.exp(random.nextDouble(23)));
        }
        Histogram decoded = Latency.decode(Latency.encode(histogram));
        assertThat(decoded).isEqualTo(histogram);
        assertThat(decoded.getTotalCount()).isEqualTo(10_000);
        assertThat(decoded.getValueAtPercentile(99.9)).isEqualTo(histogram.getValueAtPercentile(99.9));
    }

    @Test
    void anEmptyHistogramStaysEmpty() {
        assertThat(Latency.decode(Latency.encode(Latency.histogram())).getTotalCount())
                .isZero();
    }

    @Test
    void latenciesOutOfRangeCountAtItsEnds() {
        Histogram histogram = Latency.histogram();
        Latency.record(histogram, -5);
        Latency.record(histogram, Long.MAX_VALUE);
        assertThat(histogram.getTotalCount()).isEqualTo(2);
        assertThat(histogram.getMinValue()).isZero();
        assertThat(histogram.getMaxValue()).isBetween(10_000_000_000L, 10_010_000_000L);
    }

    @Test
    void refusesWhatIsNoHistogram() {
        String cut = Latency.encode(Latency.histogram()).substring(0, 12);
        String zeros = Base64.getEncoder().encodeToString(new byte[64]);
        for (String text : new String[] {"", "%%%", "AAAA", zeros, cut}) {
            assertThatThrownBy(() -> Latency.decode(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a histogram");
        }
    }
}
