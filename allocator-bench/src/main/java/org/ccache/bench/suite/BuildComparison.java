package org.ccache.bench.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.Comparison;
import org.ccache.bench.measure.Progress;

/**
 * The product in two builds. A block is three processes in random order: the second build, the second build again as the
 * control, and the first. They ran back to back, so the machine is the same for all.
 */
public final class BuildComparison {
    private static final int SECOND = 0;
    private static final int CONTROL = 1;
    private static final int FIRST = 2;
    private static final long TIMEOUT_SECONDS = 120;
    private static final int TRIES = 3;

    private final LoadProcess first;
    private final LoadProcess second;
    private final SuitePlan plan;

    /** Compares the second jar with the first on the plan's workloads, in as many blocks as it has. */
    public BuildComparison(Build first, Build second, SuitePlan plan) {
        this.first = new LoadProcess(first, plan.cpus(), TIMEOUT_SECONDS);
        this.second = new LoadProcess(second, plan.cpus(), TIMEOUT_SECONDS);
        this.plan = plan;
    }

    /** By workload. */
    public Map<String, Comparison> run() throws IOException, InterruptedException {
        Map<String, double[][]> nanos = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>(List.of(SECOND, CONTROL, FIRST));
        Random random = new Random(plan.seed());
        Progress progress = new Progress("compare");
        for (int block = 0; block < plan.blocks(); block++) {
            for (String workload : plan.workloads()) {
                Collections.shuffle(order, random);
                for (int who : order) {
                    nanos.computeIfAbsent(workload, _ -> new double[3][plan.blocks()])[who][block] =
                            measure(new SuitePlan.Step(workload, Suite.OURS, block), who);
                }
            }
            progress.update((block + 1.0) / plan.blocks());
        }
        progress.done();
        Map<String, Comparison> comparisons = new LinkedHashMap<>();
        nanos.forEach((workload, who) ->
                comparisons.put(workload, new Comparison(who[SECOND], who[CONTROL], who[FIRST], plan.seed())));
        return comparisons;
    }

    private double measure(SuitePlan.Step step, int who) throws IOException, InterruptedException {
        LoadProcess process = who == FIRST ? first : second;
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = process.run(step, plan.task(step));
            if (!outcome.failure().isEmpty()) {
                throw new IOException((who == FIRST ? "the first build" : "the second build") + " failed on "
                        + step.workload() + ": " + outcome.failure());
            }
            if (attempt == TRIES || SuiteRun.disturbance(outcome).isEmpty()) {
                return outcome.nanosPerOperation();
            }
        }
    }
}
