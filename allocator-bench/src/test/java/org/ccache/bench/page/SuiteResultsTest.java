package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.Results;
import org.junit.jupiter.api.Test;

class SuiteResultsTest {
    private static final long MIB = MadeOutcomes.MIB;

    private final List<Outcome> outcomes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);

    private SuiteResults results() {
        return new SuiteResults(
                new Results("made-up", Map.of("seed", "1"), outcomes, List.of()), SyntheticResults.catalogue());
    }

    private double noisy(double value, double noise) {
        return value * Math.exp(noise * random.nextGaussian());
    }

    private void run(String workload, String peer, double nanos, long peak, double noise) {
        run(workload, peer, nanos, peak, noise, new MadeOutcomes());
    }

    private void run(String workload, String peer, double nanos, long peak, double noise, MadeOutcomes shape) {
        for (int round = 0; round < 5; round++) {
            outcomes.add(shape.of(workload, peer, round, noisy(nanos, noise), peak));
        }
    }

    private void ours(String workload, double noise) {
        run(workload, Arm.OURS, 10, 100 * MIB, noise);
        run(workload, Arm.CONTROL, 10, 100 * MIB, noise);
    }

    private PeerRatio ratio(Quantity quantity, String peer) {
        return results().workloads().getFirst().ratio(quantity, peer).orElseThrow();
    }

    @Test
    void halfTheTimeIsFasterAndTwiceTheTimeSlower() {
        ours("larson", 0.01);
        run("larson", "malloc", 20, 100 * MIB, 0.01);
        run("larson", "tcmalloc", 5, 100 * MIB, 0.01);
        assertThat(ratio(Quantity.TIME, "malloc").ratio().value()).isCloseTo(0.5, within(0.02));
        assertThat(ratio(Quantity.TIME, "malloc").difference()).isEqualTo(Difference.BETTER);
        assertThat(ratio(Quantity.TIME, "tcmalloc").difference()).isEqualTo(Difference.WORSE);
        assertThat(ratio(Quantity.MEMORY, "malloc").difference()).isEqualTo(Difference.NONE_SHOWN);
    }

    @Test
    void aWideControlForbidsAVerdict() {
        ours("larson", 0.01);
        outcomes.removeIf(outcome -> outcome.peer().equals(Arm.CONTROL));
        run("larson", Arm.CONTROL, 10, 100 * MIB, 1.2);
        run("larson", "malloc", 13, 100 * MIB, 0.01);
        assertThat(ratio(Quantity.TIME, "malloc").ratio().high()).isLessThan(1);
        assertThat(ratio(Quantity.TIME, "malloc").difference()).isEqualTo(Difference.NONE_SHOWN);
    }

    @Test
    void withoutControlOrWithFourRoundsThereIsNoVerdict() {
        run("larson", Arm.OURS, 10, 100 * MIB, 0.01);
        run("larson", "malloc", 20, 100 * MIB, 0.01);
        assertThat(ratio(Quantity.TIME, "malloc").difference()).isEqualTo(Difference.WITHHELD);
        run("larson", Arm.CONTROL, 10, 100 * MIB, 0.01);
        assertThat(ratio(Quantity.TIME, "malloc").difference()).isEqualTo(Difference.BETTER);
        outcomes.removeIf(outcome -> outcome.peer().equals("malloc") && outcome.round() > 3);
        assertThat(ratio(Quantity.TIME, "malloc").rounds()).isEqualTo(4);
        assertThat(ratio(Quantity.TIME, "malloc").difference()).isEqualTo(Difference.WITHHELD);
        assertThat(ratio(Quantity.TIME, "malloc").text()).contains("[");
    }

    @Test
    void ofOneRoundThereIsNoInterval() {
        ours("larson", 0.01);
        ours("mstress", 0.01);
        run("larson", "malloc", 20, 100 * MIB, 0.01);
        outcomes.add(new MadeOutcomes().of("mstress", "malloc", 0, 20, 100 * MIB));
        assertThat(results().geomean(Quantity.TIME, "malloc").orElseThrow().text())
                .matches("0\\.[0-9]{3}");
        assertThat(results()
                        .workloads()
                        .getLast()
                        .ratio(Quantity.TIME, "malloc")
                        .orElseThrow()
                        .text())
                .matches("0\\.[0-9]{3}");
    }

    @Test
    void onlyCommonRoundsArePaired() {
        ours("larson", 0);
        for (int round = 3; round < 8; round++) {
            outcomes.add(new MadeOutcomes().of("larson", "malloc", round, 20, MIB));
        }
        assertThat(ratio(Quantity.TIME, "malloc").rounds()).isEqualTo(2);
        outcomes.removeIf(outcome -> outcome.peer().equals("malloc") && outcome.round() < 5);
        assertThat(results().workloads().getFirst().ratio(Quantity.TIME, "malloc"))
                .isEmpty();
    }

    @Test
    void discardedOutcomesDoNotCount() {
        ours("larson", 0);
        run("larson", "malloc", 20, 100 * MIB, 0);
        outcomes.add(new MadeOutcomes().discarded("others were busy").of("larson", "malloc", 0, 4000, 900 * MIB));
        assertThat(ratio(Quantity.TIME, "malloc").ratio().value()).isCloseTo(0.5, within(1e-6));
        assertThat(results().workloads().getFirst().of("malloc").discards()).containsExactly("others were busy");
        assertThat(new Sentences(results()).method().toString()).contains("others were busy");
    }

    @Test
    void aSkippedPeerIsNamedAndItsMeanSaysOverHowMany() {
        ours("larson", 0);
        ours("mstress", 0);
        run("larson", "malloc", 20, 100 * MIB, 0);
        outcomes.add(Outcome.without("mstress", "malloc", 0, "it does not fit", true));
        Geomean mean = results().geomean(Quantity.TIME, "malloc").orElseThrow();
        assertThat(mean.coverage()).isEqualTo("over 1 of 2");
        assertThat(mean.missing()).containsExactly("mstress");
        assertThat(new Gaps(results()).all())
                .contains(new Gaps.Gap("skip", "malloc", "it does not fit", List.of("mstress")));
    }

    @Test
    void theMeanIsGeometricOverWorkloadsWhateverTheirRounds() {
        ours("larson", 0);
        ours("mstress", 0);
        run("larson", "malloc", 20, 100 * MIB, 0);
        outcomes.add(new MadeOutcomes().of("mstress", "malloc", 0, 80, 100 * MIB));
        assertThat(results()
                        .geomean(Quantity.TIME, "malloc")
                        .orElseThrow()
                        .ratio()
                        .value())
                .isCloseTo(0.25, within(1e-6));
    }

    @Test
    void loopsStandForThemselves() {
        ours("larson", 0);
        run("larson", "malloc", 20, 100 * MIB, 0);
        ours("pair-touched", 0.01);
        run("pair-touched", "malloc", 5, 50 * MIB, 0.01);
        SuiteResults results = results();
        assertThat(results.field()).extracting(WorkloadResults::name).containsExactly("larson");
        assertThat(results.loops()).extracting(WorkloadResults::name).containsExactly("pair-touched");
        for (Quantity quantity : Quantity.values()) {
            assertThat(results.judged(quantity)).isEqualTo(results.field());
            assertThat(results.geomean(quantity, "malloc").orElseThrow().coverage())
                    .isEqualTo("over all 1");
            assertThat(results.above(quantity, PeerGroup.OUTSIDE, 1)).isEmpty();
        }
        assertThat(SuitePromises.of(results))
                .noneMatch(promise -> promise.figure().contains("pair"));
        PeerRatio ratio =
                results.loops().getFirst().ratio(Quantity.TIME, "malloc").orElseThrow();
        assertThat(ratio.value()).isCloseTo(2, within(0.1));
        assertThat(ratio.difference()).isEqualTo(Difference.WORSE);
    }

    @Test
    void aPeerOfFewWorkloadsIsNotTheBestSingleOne() {
        for (String workload : List.of("larson", "mstress", "rptest")) {
            ours(workload, 0);
            run(workload, "malloc", 20, 100 * MIB, 0);
        }
        run("larson", "tcmalloc", 5, 100 * MIB, 0);
        assertThat(results()
                        .bestSingle(Quantity.TIME, PeerGroup.OUTSIDE)
                        .orElseThrow()
                        .whom())
                .isEqualTo("malloc");
        assertThat(results().noCandidates(Quantity.TIME, PeerGroup.OUTSIDE)).containsExactly("tcmalloc");
        assertThat(results().above(Quantity.TIME, PeerGroup.OUTSIDE, 1.1))
                .extracting(WorkloadResults::name)
                .containsExactly("larson");
    }

    @Test
    void promisesAreKeptOrNot() {
        ours("larson", 0);
        run("larson", "malloc", 20, 110 * MIB, 0);
        run("larson", "tcmalloc", 16, 200 * MIB, 0);
        run("larson", "tcache", 10.5, 100 * MIB, 0);
        List<Judgement> promises = SuitePromises.of(results());
        assertThat(promises)
                .extracting(Judgement::word)
                .containsExactly("kept", "kept", "NOT KEPT", "kept", "kept", "NOT KEPT", "NOT KEPT");
        assertThat(promises.get(0).figure()).startsWith("0.625").contains("tcmalloc");
        assertThat(promises.get(2).figure()).startsWith("0.909").contains("malloc");
    }

    @Test
    void memoryIsWithoutWhatTheJvmGrowsByAndHasAFloor() {
        ours("larson", 0);
        run("larson", "malloc", 10, 60 * MIB, 0);
        run("larson", "tcmalloc", 10, 19 * MIB, 0);
        run("larson", "void", 10, 20 * MIB, 0);
        assertThat(ratio(Quantity.MEMORY, "malloc").ratio().value()).isCloseTo(2, within(1e-9));
        assertThat(results().workloads().getFirst().median(Quantity.MEMORY, "tcmalloc"))
                .isEqualTo(64 * 1024);
    }

    @Test
    void smallWorkloadsAreNotJudgedByMemory() {
        MadeOutcomes small = new MadeOutcomes().requested(4 * MIB - 1);
        run("larson", Arm.OURS, 10, 100 * MIB, 0, small);
        run("larson", Arm.CONTROL, 10, 100 * MIB, 0, small);
        run("larson", "malloc", 10, 50 * MIB, 0);
        assertThat(ratio(Quantity.MEMORY, "malloc").difference()).isEqualTo(Difference.WITHHELD);
        assertThat(results().geomean(Quantity.MEMORY, "malloc")).isEmpty();
        assertThat(results().above(Quantity.MEMORY, PeerGroup.OUTSIDE, 1.1)).isEmpty();
    }

    @Test
    void atAFixedRateProcessorTimeIsCompared() {
        run("echo", Arm.OURS, 1000, 100 * MIB, 0, new MadeOutcomes().cpu(0.1));
        run("echo", "malloc", 1000, 100 * MIB, 0, new MadeOutcomes().cpu(0.4));
        assertThat(ratio(Quantity.TIME, "malloc").ratio().value()).isCloseTo(0.25, within(1e-6));
    }

    @Test
    void whatAnInterruptedRunLacksIsSaid() {
        ours("larson", 0);
        ours("mstress", 0);
        run("larson", "malloc", 20, 100 * MIB, 0);
        outcomes.removeIf(outcome -> outcome.peer().equals("malloc") && outcome.round() == 4);
        assertThat(new Gaps(results()).all())
                .contains(
                        new Gaps.Gap("missing", "malloc", "4 of 5 rounds", List.of("larson")),
                        new Gaps.Gap("missing", "malloc", "not run", List.of("mstress")));
        assertThat(new Gaps(results()).sentences()).singleElement().asString().startsWith("2 pairs");
    }

    @Test
    void changedContentsAndAMachineWithoutSequencesAreAlarms() {
        ours("larson", 0);
        assertThat(new Sentences(results()).alarms()).isEmpty();
        outcomes.add(new MadeOutcomes().wrong(3).of("larson", "malloc", 0, 20, MIB));
        SuiteResults striped = new SuiteResults(
                new Results("made-up", Map.of("rseq mode", "UNAVAILABLE", "reason", "no ENOSYS"), outcomes, List.of()),
                SyntheticResults.catalogue());
        assertThat(new Sentences(striped).alarms())
                .hasSize(2)
                .anySatisfy(alarm -> assertThat(alarm).startsWith("3 blocks").contains("malloc on larson"))
                .anySatisfy(alarm ->
                        assertThat(alarm).contains("no restartable sequences").contains("no ENOSYS"));
    }
}
