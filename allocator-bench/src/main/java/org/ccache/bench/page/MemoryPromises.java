package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Promise;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Sample;

/** What the product promises of memory, held against a run. */
final class MemoryPromises {
    private static final String OURS = Arm.OURS;

    private MemoryPromises() {}

    static List<Judgement> of(FootprintResults results) {
        List<Judgement> all = new ArrayList<>();
        Measurement rest = results.find("rest", OURS);
        Measurement nothing = results.find("rest", "void");
        all.add(of(Promises.REST, restShare(rest, nothing, Sample.REST)));
        all.add(of(Promises.REST_TRIMMED, restShare(rest, nothing, Sample.TRIMMED)));
        for (Measurement m : results.of("threads")) {
            if (m.measured() && m.peer().equals(OURS)) {
                double cached = m.last(Sample.PARKED).cached();
                all.add(of(
                        Promises.THREADS_CACHED, m.variant(), cached / m.stats().budgetBytes()));
            }
        }
        all.add(of(Promises.FRAGMENTATION, fragmentation(results)));
        for (String title : results.longRuns()) {
            all.add(of(Promises.FRAGMENTATION_EACH, title, FootprintResults.fragmentation(results.find(title, OURS))));
        }
        Measurement cpuset = results.find("cpuset", OURS);
        all.add(of(Promises.CPUSET, cpuset == null ? Double.NaN : FootprintResults.emptiedAfter(cpuset)));
        return all;
    }

    private static Judgement of(Promise promise, double value) {
        return of(promise, "", value);
    }

    private static Judgement of(Promise promise, String which, double value) {
        return new Judgement(promise, FootprintReport.shortened(which), value, Figures.number(value, 3));
    }

    private static double fragmentation(FootprintResults results) {
        double best = results.peers().stream()
                .filter(peer -> !FootprintReport.FAMILY.contains(peer) && !peer.equals("void"))
                .mapToDouble(peer -> results.geomean(peer, FootprintResults::fragmentation))
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(Double.NaN);
        return results.geomean(OURS, FootprintResults::fragmentation) / best;
    }

    /**
     * What stays of the peak: of the allocator's own mappings where they can be told apart, else of the process, less
     * what the same program leaves without an allocator.
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
}
