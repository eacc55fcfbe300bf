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
        add(targets, Quantity.TIME, PeerGroup.OUTSIDE, TIME_LIMIT);
        add(targets, Quantity.TIME, PeerGroup.JAVA, JAVA_LIMIT);
        add(targets, Quantity.MEMORY, PeerGroup.OUTSIDE, MEMORY_LIMIT);
        for (Quantity quantity : Quantity.values()) {
            everyWorkload(quantity).ifPresent(targets::add);
        }
        add(targets, Quantity.TIME, PeerGroup.ALL, TIME_LIMIT);
        add(targets, Quantity.MEMORY, PeerGroup.ALL, MEMORY_LIMIT);
        return targets;
    }

    private void add(List<Target> targets, Quantity quantity, PeerGroup group, double limit) {
        results.bestSingle(quantity, group)
                .ifPresent(best -> targets.add(new Target(
                        String.format(
                                Locale.ROOT,
                                "%s: geomean at most %.2f × the best single peer of %s",
                                quantity.word(),
                                limit,
                                group.words()),
                        best.text() + " × " + best.whom() + ", " + best.coverage() + reach(best, limit),
                        best.ratio().value() <= limit)));
    }

    /** A reader must not take a kept limit for a safe one. */
    private static String reach(Geomean mean, double limit) {
        boolean over = mean.ratio().value() <= limit && mean.ratio().high() > limit;
        return over ? "; the interval reaches over the limit" : "";
    }

    private Optional<Target> everyWorkload(Quantity quantity) {
        List<PeerFacts> group = results.peers(PeerGroup.OUTSIDE);
        long compared = results.judged(quantity).stream()
                .filter(workload -> workload.best(quantity, group).isPresent())
                .count();
        if (compared == 0) {
            return Optional.empty();
        }
        List<WorkloadResults> above = results.above(quantity, PeerGroup.OUTSIDE, WORKLOAD_LIMIT);
        String figure = above.isEmpty()
                ? "none of " + compared
                : above.size() + " of " + compared + ": "
                        + above.stream()
                                .map(workload -> above(
                                        workload, workload.best(quantity, group).orElseThrow()))
                                .collect(Collectors.joining(", "));
        return Optional.of(new Target(
                String.format(
                        Locale.ROOT,
                        "%s: no workload above %.1f × the best peer on it (native and Java)",
                        quantity.word(),
                        WORKLOAD_LIMIT),
                figure,
                above.isEmpty()));
    }

    private static String above(WorkloadResults workload, PeerRatio best) {
        return workload.name() + " " + best.text() + " × " + best.peer();
    }
}
