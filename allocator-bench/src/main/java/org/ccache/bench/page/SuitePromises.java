package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Promise;
import org.ccache.bench.measure.Promises;

/** What is promised for the suite, beside what a run shows. */
public final class SuitePromises {
    private final SuiteResults results;
    private final List<Judgement> all = new ArrayList<>();

    private SuitePromises(SuiteResults results) {
        this.results = results;
    }

    /** Those of which the run has a figure. */
    public static List<Judgement> of(SuiteResults results) {
        SuitePromises promises = new SuitePromises(results);
        promises.single(Promises.SUITE_TIME, Quantity.TIME, PeerGroup.OUTSIDE);
        promises.single(Promises.SUITE_TIME_JAVA, Quantity.TIME, PeerGroup.JAVA);
        promises.single(Promises.SUITE_MEMORY, Quantity.MEMORY, PeerGroup.OUTSIDE);
        promises.each(Promises.SUITE_EACH_TIME, Quantity.TIME);
        promises.each(Promises.SUITE_EACH_MEMORY, Quantity.MEMORY);
        promises.single(Promises.SUITE_TIME_ALL, Quantity.TIME, PeerGroup.ALL);
        promises.single(Promises.SUITE_MEMORY_ALL, Quantity.MEMORY, PeerGroup.ALL);
        return promises.all;
    }

    private void single(Promise promise, Quantity quantity, PeerGroup group) {
        results.bestSingle(quantity, group).ifPresent(best -> {
            // A reader must not take a kept limit for a safe one.
            boolean over = best.value() <= promise.limit() && best.ratio().high() > promise.limit();
            all.add(promise.of(
                    best.value(),
                    best.text() + " × " + best.whom() + ", " + best.coverage()
                            + (over ? "; the interval reaches over the limit" : "")));
        });
    }

    /** The workload on which the product is furthest behind decides. */
    private void each(Promise promise, Quantity quantity) {
        List<PeerFacts> group = results.peers(PeerGroup.OUTSIDE);
        Map<String, PeerRatio> bests = new LinkedHashMap<>();
        results.judged(quantity)
                .forEach(
                        workload -> workload.best(quantity, group).ifPresent(best -> bests.put(workload.name(), best)));
        int above = results.above(quantity, PeerGroup.OUTSIDE, promise.limit()).size();
        bests.entrySet().stream()
                .max(Comparator.comparingDouble(one -> one.getValue().value()))
                .ifPresent(worst -> {
                    PeerRatio best = worst.getValue();
                    String figure = best.text() + " × " + best.peer() + " on " + worst.getKey();
                    all.add(promise.of(best.value(), figure + "; " + above + " of " + bests.size() + " are above"));
                });
    }
}
