package org.ccache.bench.suite;

import java.io.IOException;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.Trial;

/**
 * The product on a workload, in another process again while the environment disturbed it.
 *
 * @param cpus as taskset takes them; empty for all
 */
public record LoadTrial(String workload, String cpus, long seed) implements Trial {
    private static final long WARM_UP_MILLIS = 500;
    private static final long WINDOW_MILLIS = 600;
    private static final long TIMEOUT_SECONDS = 120;

    @Override
    public Map<String, Double> measure(Build build, int round) throws IOException, InterruptedException {
        SuitePlan.Step step = new SuitePlan.Step(workload, Arm.OURS, round);
        LoadTask task = new LoadTask(workload, Arm.OURS, round, seed + round, WARM_UP_MILLIS, WINDOW_MILLIS);
        LoadProcess process = new LoadProcess(build, cpus, TIMEOUT_SECONDS);
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = process.run(step, task);
            if (!outcome.failure().isEmpty()) {
                throw new IOException(workload + " failed: " + outcome.failure());
            }
            if (attempt == SuiteRun.TRIES || SuiteRun.disturbance(outcome).isEmpty()) {
                return Map.of(workload, outcome.nanosPerOperation());
            }
        }
    }
}
