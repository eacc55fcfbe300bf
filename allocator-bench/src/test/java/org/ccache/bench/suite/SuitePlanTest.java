package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Json;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.workload.Workloads;
import org.junit.jupiter.api.Test;

class SuitePlanTest {
    private static final SuitePlan PLAN = new SuitePlan(
            "test", List.of("larson", "glibc-simple"), List.of("ccache", "malloc", "void"), 3, 1, 1, 7, 10, 10, "");

    @Test
    void eachRoundHasEachPairOnceAndTheProductTwice() {
        assertThat(PLAN.steps())
                .filteredOn(step -> step.workload().equals("larson") && step.round() == 0)
                .extracting(SuitePlan.Step::peer)
                .containsExactlyInAnyOrder("ccache", Arm.CONTROL, "malloc", "void");
        assertThat(PLAN.steps())
                .filteredOn(step -> step.workload().equals("larson") && step.round() == 2)
                .extracting(SuitePlan.Step::peer)
                .containsExactlyInAnyOrder("ccache", Arm.CONTROL, "malloc");
    }

    @Test
    void peersOfAWorkloadRunBackToBackInAnOrderThatTheSeedGives() {
        List<SuitePlan.Step> steps = PLAN.steps();
        assertThat(steps.subList(0, 4)).allMatch(step -> step.workload().equals("larson") && step.round() == 0);
        assertThat(steps.subList(4, 8)).allMatch(step -> step.workload().equals("glibc-simple"));
        assertThat(PLAN.steps()).isEqualTo(steps);
        List<String> orders = steps.stream().map(SuitePlan.Step::peer).toList();
        assertThat(orders.subList(0, 4)).isNotEqualTo(orders.subList(4, 8));
    }

    @Test
    void theControlIsTheProductWithTheSameRandomNumbers() {
        SuitePlan.Step control = new SuitePlan.Step("larson", Arm.CONTROL, 2);
        assertThat(PLAN.task(control)).isEqualTo(new LoadTask("larson", "ccache", 2, 9, 10, 10));
    }

    @Test
    void recordedProgramsAreTheSameInEveryRoundAndHaveFewerInTheFullPlan() {
        assertThat(SuiteSets.full().roundsOf("larson", "malloc")).isEqualTo(2);
        assertThat(SuiteSets.full().roundsOf("replay-cc1", "malloc")).isEqualTo(1);
        assertThat(SuiteSets.full().steps())
                .filteredOn(step -> step.workload().equals("replay-cc1"))
                .extracting(SuitePlan.Step::peer)
                .doesNotHaveDuplicates()
                .contains(Arm.CONTROL);
        assertThat(SuiteSets.only(List.of("replay-cc1")).roundsOf("replay-cc1", "malloc"))
                .isEqualTo(10);
    }

    @Test
    void whereTimeIsShortLoopsHaveOneRoundAndPeersForOrientationNone() {
        SuitePlan full = SuiteSets.full();
        assertThat(full.roundsOf("pair-touched", "malloc")).isEqualTo(1);
        assertThat(full.roundsOf("pair-touched", Arm.CONTROL)).isEqualTo(1);
        assertThat(full.roundsOf("pair", "void")).isEqualTo(1);
        assertThat(full.roundsOf("pair-touched", "arena-shared")).isZero();
        assertThat(full.roundsOf("larson", "arena-shared")).isEqualTo(1);
        assertThat(full.steps())
                .filteredOn(step -> step.workload().equals("pair-touched"))
                .extracting(SuitePlan.Step::peer)
                .contains("ccache", Arm.CONTROL, "malloc", "netty-pooled")
                .doesNotContain("arena-shared");
        SuitePlan closely = SuiteSets.only(List.of("pair-touched"));
        assertThat(closely.roundsOf("pair-touched", "malloc")).isEqualTo(10);
        assertThat(closely.roundsOf("pair-touched", "arena-shared")).isEqualTo(3);
    }

    /** What documents promise, with some minutes for a machine that is not quite at rest. */
    @Test
    void theFullPlanTakesLessThanAnHourAndTheQuickOneFiveMinutes() {
        assertThat(SuiteSets.full().expected()).isBetween(Duration.ofMinutes(40), Duration.ofMinutes(57));
        assertThat(SuiteSets.quick().expected()).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void aPlanOfAnOlderBuildHasAsManyRoundsOfRecordedPrograms() {
        SuitePlan older = Json.parse("{\"blocks\":2,\"boundBlocks\":1}", SuitePlan.class);
        assertThat(older.roundsOf("replay-cc1", "malloc")).isEqualTo(2);
        assertThat(older.roundsOf("replay-cc1", "void")).isEqualTo(1);
    }

    @Test
    void pairsThatDoNotFitAreInThePlanWithTheirReason() {
        assertThat(new SuitePlan.Step("mstress", "void", 0).refusal()).contains("share memory");
        assertThat(new SuitePlan.Step("mstress", "malloc", 0).refusal()).isEmpty();
    }

    @Test
    void theFullPlanHasEverythingAndTheQuickOneKnownNames() {
        assertThat(SuiteSets.full().workloads()).isEqualTo(Workloads.NAMES);
        assertThat(SuiteSets.full().peers()).isEqualTo(PeerList.NAMES);
        assertThat(Workloads.NAMES).containsAll(SuiteSets.quick().workloads());
        assertThat(PeerList.NAMES).containsAll(SuiteSets.quick().peers());
    }
}
