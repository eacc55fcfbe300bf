package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Sample;

/** What the product promises of memory, held against a run. */
final class FootprintPromises {
    private static final String OURS = "ccache";
    private static final double REST = 0.02;
    private static final double TRIMMED = 0.005;
    private static final double BEST_PEER = 0.8;
    private static final double EACH = 1.25;

    /** Of the time in which an idle index is drained. */
    private static final double IDLE_SECONDS = 10;

    private FootprintPromises() {}

    static List<FootprintPromise> of(FootprintResults results) {
        List<FootprintPromise> promises = new ArrayList<>();
        Measurement rest = results.find("rest", OURS);
        Measurement nothing = results.find("rest", "void");
        promises.add(new FootprintPromise(
                "rest: resident ÷ peak after the idle time", REST, restShare(rest, nothing, Sample.REST)));
        promises.add(new FootprintPromise("rest: after trim", TRIMMED, restShare(rest, nothing, Sample.TRIMMED)));
        threads(results, promises);
        fragmentation(results, promises);
        Measurement cpuset = results.find("cpuset", OURS);
        promises.add(new FootprintPromise(
                "cpuset: seconds until the idle index is empty",
                IDLE_SECONDS,
                cpuset == null ? Double.NaN : FootprintResults.emptiedAfter(cpuset)));
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
            return (double) rest.last(phase).own() / rest.last(Sample.FULL).requested();
        }
        long own = nothing == null || nothing.last(phase) == null
                ? 0
                : nothing.last(phase).resident();
        return (double) (rest.last(phase).resident() - own)
                / rest.last(Sample.FULL).requested();
    }

    private static void threads(FootprintResults results, List<FootprintPromise> promises) {
        for (Measurement m : results.of("threads")) {
            if (m.measured() && m.peer().equals(OURS)) {
                promises.add(new FootprintPromise(
                        m.title() + ": cached ÷ budget",
                        1,
                        (double) m.last(Sample.PARKED).cached() / budget(m)));
            }
        }
    }

    /** Most that all caches together may hold. */
    static double budget(Measurement measurement) {
        return measurement.stats().budgetBytes();
    }

    private static void fragmentation(FootprintResults results, List<FootprintPromise> promises) {
        double ours = results.geomean(OURS, FootprintResults::fragmentation);
        double best = results.peers().stream()
                .filter(peer -> !FootprintReport.FAMILY.contains(peer) && !peer.equals("void"))
                .mapToDouble(peer -> results.geomean(peer, FootprintResults::fragmentation))
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(Double.NaN);
        promises.add(new FootprintPromise(
                "fragmentation: geomean of resident ÷ requested, ours ÷ best peer's", BEST_PEER, ours / best));
        for (String title : results.longRuns()) {
            promises.add(new FootprintPromise(
                    title + ": resident ÷ requested", EACH, FootprintResults.fragmentation(results.find(title, OURS))));
        }
    }
}
