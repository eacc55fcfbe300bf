package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final String SCENARIO = "pair";

    private static Map<String, Map<String, double[]>> process(double ours, double theirs) {
        return Map.of(SCENARIO, Map.of(Arm.OURS, new double[] {ours, ours}, "malloc", new double[] {theirs, theirs}));
    }

    private final Samples samples = new Samples(List.of(process(2, 10), process(4, 10)), 1);

    @Test
    void processesArePooledInTheirOrder() {
        assertThat(samples.scenarios()).containsExactly(SCENARIO);
        assertThat(samples.pooled(SCENARIO).get(Arm.OURS)).containsExactly(2, 2, 4, 4);
        assertThat(samples.medians(SCENARIO)).containsEntry("malloc", 10.0);
    }

    @Test
    void promisesAreHeldAgainstAllRoundsAndShownByProcess() {
        PromisedRatio malloc = new PromisedRatio(new Promise("pair", 0.25, "", ""), SCENARIO, "malloc", 0.5);
        PromisedRatio absent = new PromisedRatio(malloc.promise(), SCENARIO, "tcmalloc", 0.5);
        assertThat(samples.ratios(malloc)).containsExactly(0.2, 0.4);
        assertThat(samples.judge(List.of(malloc, absent)))
                .extracting(Judgement::word)
                .containsExactly("NOT KEPT", "not measured");
        assertThat(samples.ratio(malloc).value()).isEqualTo(0.3);
    }

    @Test
    void ourOwnRowHasNoRatio() {
        String table = samples.times(SCENARIO, Map.of("by p10", arm -> samples.beside(SCENARIO, arm, 0.1)))
                .toString();
        assertThat(table)
                .containsPattern("\\| ccache +\\| +2.00 \\| +3.00 \\| +4.00 \\| +\\| +\\|")
                .containsPattern("\\| malloc +\\| +10.00 .* 0.300 \\[[^×]*] \\| +0.200 \\[[^×]*] \\|");
    }
}
