package org.ccache.bench.suite;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Progress;

/**
 * Runs what of a plan is not in the result folder yet. A process is run again if the environment disturbed its window:
 * that rule looks at what other programs and the hypervisor took, never at the figures, and a disturbed one that the
 * folder keeps says so.
 */
public final class SuiteRun {
    /** Of the machine's time in the window. The grain of the kernel's figure is about one percent. */
    private static final double MOST_OTHERS = 0.08;

    private static final double MOST_STOLEN = 0.05;

    /** After that many the machine is as it is: the last run counts, with its shares beside it. */
    static final int TRIES = 3;

    private final SuitePlan plan;
    private final ResultFolder folder;
    private final LoadProcess process;

    /** Peers that said of themselves that they cannot run here, with the reason: not started again. */
    private final Map<String, String> unavailable = new HashMap<>();

    public SuiteRun(SuitePlan plan, ResultFolder folder, LoadProcess process) {
        this.plan = plan;
        this.folder = folder;
        this.process = process;
    }

    /** Runs what is missing. Every finished process is in the folder, even if this is interrupted. */
    public void run() throws IOException, InterruptedException {
        folder.repair();
        Set<SuitePlan.Step> done = new HashSet<>();
        for (Outcome outcome : folder.read().outcomes()) {
            if (outcome.discarded().isEmpty()) {
                done.add(new SuitePlan.Step(outcome.workload(), outcome.peer(), outcome.round()));
            }
        }
        List<SuitePlan.Step> missing = plan.steps().stream()
                .filter(step -> !done.contains(step.published()))
                .toList();
        if (missing.size() < plan.steps().size()) {
            System.err.printf(
                    Locale.ROOT,
                    "going on: %d of %d processes have run%n",
                    plan.steps().size() - missing.size(),
                    plan.steps().size());
        }
        Progress progress = new Progress(plan.name());
        for (int i = 0; i < missing.size(); i++) {
            step(missing.get(i));
            progress.update((i + 1.0) / missing.size());
        }
        progress.done();
    }

    private void step(SuitePlan.Step step) throws IOException, InterruptedException {
        String refusal = unavailable.getOrDefault(step.allocator(), step.refusal());
        if (!refusal.isEmpty()) {
            folder.append(Outcome.without(step.workload(), step.published().peer(), step.round(), refusal, true));
            return;
        }
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = process.run(step, plan.task(step));
            if (outcome.skipped()) {
                unavailable.put(step.allocator(), outcome.failure());
            }
            String disturbance = attempt < TRIES ? disturbance(outcome) : "";
            folder.append(outcome.discardedBecause(disturbance));
            if (disturbance.isEmpty()) {
                return;
            }
        }
    }

    /** Why the window says nothing; empty if it does. */
    static String disturbance(Outcome outcome) {
        if (outcome.others() > MOST_OTHERS) {
            return "other processes used " + Figures.share(outcome.others(), 0) + " of the machine";
        }
        if (outcome.stolen() > MOST_STOLEN) {
            return "the hypervisor took " + Figures.share(outcome.stolen(), 0) + " of the machine";
        }
        return "";
    }
}
