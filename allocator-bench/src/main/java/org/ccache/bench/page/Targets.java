package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the project promised for the suite, beside what a run shows. A limit is kept by the estimate. */
final class Targets {
    static final double TIME_LIMIT = 0.85;
    static final double JAVA_LIMIT = 0.5;
    static final double MEMORY_LIMIT = 0.8;
    static final double WORKLOAD_LIMIT = 1.1;

    private final SuiteResults results;

    Targets(SuiteResults results) {
        this.results = results;
    }

    List<Target> all() {
        List<Target> targets = new ArrayList<>();
        add(targets, Measure.TIME, Rivals.OUTSIDE, TIME_LIMIT);
        add(targets, Measure.TIME, Rivals.JAVA, JAVA_LIMIT);
        add(targets, Measure.MEMORY, Rivals.OUTSIDE, MEMORY_LIMIT);
        for (Measure measure : Measure.values()) {
            everyWorkload(measure).ifPresent(targets::add);
        }
        add(targets, Measure.TIME, Rivals.ALL, TIME_LIMIT);
        add(targets, Measure.MEMORY, Rivals.ALL, MEMORY_LIMIT);
        return targets;
    }

    private void add(List<Target> targets, Measure measure, Rivals rivals, double limit) {
        results.bestSingle(measure, rivals)
                .ifPresent(best -> targets.add(new Target(
                        String.format(
                                Locale.ROOT,
                                "%s: geomean at most %.2f × the best single peer of %s",
                                measure.word(),
                                limit,
                                rivals.words()),
                        best.ratio() + " × " + best.whom() + ", " + best.coverage() + reach(best, limit),
                        best.ratio().value() <= limit)));
    }

    /** A reader must not take a kept limit for a safe one. */
    private static String reach(Geomean mean, double limit) {
        boolean over = mean.ratio().value() <= limit && mean.ratio().high() > limit;
        return over ? "; the interval reaches over the limit" : "";
    }

    private Optional<Target> everyWorkload(Measure measure) {
        List<PeerFacts> rivals = results.peers(Rivals.OUTSIDE);
        long compared = results.judged(measure).stream()
                .filter(workload -> workload.best(measure, rivals).isPresent())
                .count();
        if (compared == 0) {
            return Optional.empty();
        }
        List<WorkloadResults> above = results.above(measure, Rivals.OUTSIDE, WORKLOAD_LIMIT);
        String figure = above.isEmpty()
                ? "none of " + compared
                : above.size() + " of " + compared + ": "
                        + above.stream()
                                .map(workload -> above(
                                        workload, workload.best(measure, rivals).orElseThrow()))
                                .collect(Collectors.joining(", "));
        return Optional.of(new Target(
                String.format(
                        Locale.ROOT,
                        "%s: no workload above %.1f × the best peer on it (native and Java)",
                        measure.word(),
                        WORKLOAD_LIMIT),
                figure,
                above.isEmpty()));
    }

    private static String above(WorkloadResults workload, PeerRatio best) {
        return workload.name() + " " + best.ratio() + " × " + best.peer();
    }
}
