package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes: short ones. */
class SuiteRunTest {
    private static final long TIMEOUT_SECONDS = 60;

    @TempDir
    Path path;

    private static final int SHORTEST_MILLIS = 50;
    private static final int LONGEST_MILLIS = 5000;

    private int windowMillis = SHORTEST_MILLIS;

    private SuitePlan plan(String peer) {
        return new SuitePlan(
                "test", List.of("glibc-simple"), List.of("ccache", peer), 1, 1, 1, 1, 50, windowMillis, "");
    }

    private ResultFolder run(SuitePlan plan) throws IOException, InterruptedException {
        ResultFolder folder = new ResultFolder(path.resolve(windowMillis + " ms"));
        assertThat(folder.beginOrGoOn(Map.of())).isEmpty();
        new SuiteRun(plan, folder, new LoadProcess(Build.current(), plan.cpus(), TIMEOUT_SECONDS)).run();
        return folder;
    }

    @Test
    void runsEachStepOnceAndGoesOnWhereItWas() throws IOException, InterruptedException {
        List<Outcome> counted = counted(run(plan("malloc")));
        while (windowMillis < LONGEST_MILLIS && !counted.stream().allMatch(SuiteRunTest::hadTheProcessor)) {
            windowMillis *= 10; // others had it all the time: seen beside some busy processes
            counted = counted(run(plan("malloc")));
        }
        assertThat(counted).extracting(Outcome::peer).containsExactlyInAnyOrder("ccache", Arm.CONTROL, "malloc");
        assertThat(counted).allSatisfy(outcome -> {
            assertThat(outcome.warmUpMillis()).isGreaterThanOrEqualTo(50);
            assertThat(outcome.operations()).isPositive();
            assertThat(outcome.windowNanos()).isGreaterThanOrEqualTo(windowMillis * 1_000_000L);
            assertThat(outcome.cpuNanos()).isPositive();
            assertThat(outcome.curve()).isNotEmpty();
        });
        assertThat(counted(run(plan("malloc")))).isEqualTo(counted);
        assertThat(counted(run(plan("void"))))
                .extracting(Outcome::peer)
                .containsExactlyInAnyOrder("ccache", Arm.CONTROL, "malloc", "void");
    }

    /** In the window; the kernel counts in hundredths of a second. */
    private static boolean hadTheProcessor(Outcome outcome) {
        return outcome.operations() > 0 && outcome.cpuNanos() > 0;
    }

    private static List<Outcome> counted(ResultFolder folder) throws IOException {
        return folder.read().outcomes().stream()
                .filter(outcome -> outcome.discarded().isEmpty())
                .toList();
    }

    @Test
    void aWorkloadThatFailsIsAnOutcomeWithItsReason() throws IOException, InterruptedException {
        LoadProcess process = new LoadProcess(Build.current(), "", TIMEOUT_SECONDS);
        LoadTask task = new LoadTask("no-such", "ccache", 0, 1, 10, 10);
        Outcome outcome = process.run(new SuitePlan.Step("no-such", "ccache", 0), task);
        assertThat(outcome.failure()).contains("no workload is called no-such");
        assertThat(outcome.measured()).isFalse();
        assertThat(outcome.skipped()).isFalse();
    }

    @Test
    void onlyTheEnvironmentDisturbs() {
        assertThat(SuiteRun.disturbance(PlainOutcomes.of("larson", "ccache", 0, 1e6)))
                .isEmpty();
        assertThat(SuiteRun.disturbance(PlainOutcomes.of("larson", "ccache", 0, 10, 0.2, 0)))
                .isEqualTo("the hypervisor took 20 % of the machine");
        assertThat(SuiteRun.disturbance(PlainOutcomes.of("larson", "ccache", 0, 10, 0, 0.3)))
                .isEqualTo("other processes used 30 % of the machine");
    }
}
