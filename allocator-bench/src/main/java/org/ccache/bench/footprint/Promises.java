package org.ccache.bench.footprint;

import java.util.ArrayList;
import java.util.List;

/** What the product promises of memory, held against a run. */
final class Promises {
    private static final String OURS = "ccache";
    private static final double REST = 0.02;
    private static final double TRIMMED = 0.005;
    private static final double BEST_PEER = 0.8;
    private static final double EACH = 1.25;

    /** Of the time in which an idle index is drained. */
    private static final double IDLE_SECONDS = 10;

    private Promises() {}

    static List<Promise> of(Results results) {
        List<Promise> promises = new ArrayList<>();
        Measurement rest = results.find("rest", OURS);
        Measurement nothing = results.find("rest", "void");
        promises.add(new Promise(
                "rest: resident ÷ peak after the idle time", REST, restShare(rest, nothing, RestWorkload.REST)));
        promises.add(new Promise("rest: after trim", TRIMMED, restShare(rest, nothing, RestWorkload.TRIMMED)));
        threads(results, promises);
        fragmentation(results, promises);
        Measurement cpuset = results.find("cpuset", OURS);
        promises.add(new Promise(
                "cpuset: seconds until the idle index is empty",
                IDLE_SECONDS,
                cpuset == null ? Double.NaN : CpusetWorkload.emptiedAfter(cpuset)));
        return promises;
    }

    /**
     * What stays of the peak: of the allocator's own mappings where they can be told apart, else of the process, less what
     * the same program leaves without an allocator.
     */
    static double restShare(Measurement rest, Measurement nothing, String phase) {
        if (rest == null || rest.last(phase) == null) {
            return Double.NaN;
        }
        if (rest.last(phase).own() >= 0) {
            return (double) rest.last(phase).own()
                    / rest.last(RestWorkload.FULL).requested();
        }
        long own = nothing == null || nothing.last(phase) == null
                ? 0
                : nothing.last(phase).resident();
        return (double) (rest.last(phase).resident() - own)
                / rest.last(RestWorkload.FULL).requested();
    }

    private static void threads(Results results, List<Promise> promises) {
        for (Measurement m : results.of("threads")) {
            if (m.measured() && m.peer().equals(OURS)) {
                promises.add(new Promise(
                        m.title() + ": cached ÷ budget",
                        1,
                        (double) m.last(ThreadsWorkload.PARKED).cached() / budget(m)));
            }
        }
    }

    /** Most that all caches together may hold. */
    static double budget(Measurement measurement) {
        return measurement.stats().budgetBytes();
    }

    private static void fragmentation(Results results, List<Promise> promises) {
        double ours = results.geomean(OURS, Results::fragmentation);
        double best = results.peers().stream()
                .filter(peer -> !FootprintReport.FAMILY.contains(peer) && !peer.equals("void"))
                .mapToDouble(peer -> results.geomean(peer, Results::fragmentation))
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(Double.NaN);
        promises.add(new Promise(
                "fragmentation: geomean of resident ÷ requested, ours ÷ best peer's", BEST_PEER, ours / best));
        for (String title : results.longRuns()) {
            promises.add(new Promise(
                    title + ": resident ÷ requested", EACH, Results.fragmentation(results.find(title, OURS))));
        }
    }
}
