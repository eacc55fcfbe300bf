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
        promises.single(Promises.SUITE_TIME, Measure.TIME, Rivals.OUTSIDE);
        promises.single(Promises.SUITE_TIME_JAVA, Measure.TIME, Rivals.JAVA);
        promises.single(Promises.SUITE_MEMORY, Measure.MEMORY, Rivals.OUTSIDE);
        promises.each(Promises.SUITE_EACH_TIME, Measure.TIME);
        promises.each(Promises.SUITE_EACH_MEMORY, Measure.MEMORY);
        promises.single(Promises.SUITE_TIME_ALL, Measure.TIME, Rivals.ALL);
        promises.single(Promises.SUITE_MEMORY_ALL, Measure.MEMORY, Rivals.ALL);
        return promises.all;
    }

    private void single(Promise promise, Measure measure, Rivals rivals) {
        results.bestSingle(measure, rivals).ifPresent(best -> {
            // A reader must not take a kept limit for a safe one.
            boolean over =
                    best.ratio().value() <= promise.limit() && best.ratio().high() > promise.limit();
            all.add(promise.of(
                    best.ratio().value(),
                    best.ratio() + " × " + best.whom() + ", " + best.coverage()
                            + (over ? "; the interval reaches over the limit" : "")));
        });
    }

    /** The workload on which the product is furthest behind decides. */
    private void each(Promise promise, Measure measure) {
        List<PeerFacts> rivals = results.peers(Rivals.OUTSIDE);
        Map<String, PeerRatio> bests = new LinkedHashMap<>();
        results.judged(measure)
                .forEach(
                        workload -> workload.best(measure, rivals).ifPresent(best -> bests.put(workload.name(), best)));
        int above = results.above(measure, Rivals.OUTSIDE, promise.limit()).size();
        bests.entrySet().stream()
                .max(Comparator.comparingDouble(one -> one.getValue().ratio().value()))
                .ifPresent(worst -> {
                    PeerRatio best = worst.getValue();
                    String figure = best.ratio() + " × " + best.peer() + " on " + worst.getKey();
                    all.add(promise.of(
                            best.ratio().value(), figure + "; " + above + " of " + bests.size() + " are above"));
                });
    }
}
