package org.ccache.bench.ratio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ccache.bench.measure.Arm;
import org.junit.jupiter.api.Test;

class RatioReportTest {

    private static double[] rounds(double nanos) {
        double[] rounds = new double[50];
        Arrays.fill(rounds, nanos);
        return rounds;
    }

    /** All arms, ours taking {@code ours} and every other one 10 ns. */
    private static RatioSamples samples(double ours, String... absent) {
        Map<String, double[]> nanos = new HashMap<>();
        for (String other : List.of("tcmalloc", "malloc", RatioArms.STACK, RatioArms.EMPTY)) {
            nanos.put(other, rounds(10));
        }
        nanos.put(Arm.OURS, rounds(ours));
        for (String name : absent) {
            nanos.remove(name);
        }
        return new RatioSamples(
                Arrays.stream(RatioWorkload.values()).collect(Collectors.toMap(Enum::name, workload -> nanos)),
                List.of("tcmalloc skipped: not installed"),
                0);
    }

    @Test
    void keptOnlyIfEveryPromiseIs() {
        assertThat(new RatioReport(List.of(samples(2.9)), 1).kept()).isTrue();
        assertThat(new RatioReport(List.of(samples(3.1)), 1).kept()).isFalse();
    }

    @Test
    void anAbsentPeerIsNamedAndBreaksNoPromise() {
        RatioReport report = new RatioReport(List.of(samples(2.9, "tcmalloc")), 1);
        assertThat(report.kept()).isTrue();
        assertThat(report.markdown()).contains("not measured").contains("tcmalloc skipped: not installed");
    }

    @Test
    void processesArePooledAndShownOneByOne() {
        String markdown = new RatioReport(List.of(samples(2), samples(4)), 1).markdown();
        assertThat(markdown).contains("0.20 0.40");
    }
}
