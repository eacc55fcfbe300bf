package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.ccache.bench.peer.PeerInfo.Family;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.Suite;

/** Which pictures a run gives, and the numbers in them. */
final class Plots {
    /** Points of a curve that a picture can show. */
    private static final int CURVE_POINTS = 160;

    private static final int TICKS_PER_HALVING = 5;

    private final SuiteResults results;

    Plots(SuiteResults results) {
        this.results = results;
    }

    /** Names and families, the product first: what the script colours by. */
    List<Map<String, Object>> peers() {
        List<Map<String, Object>> peers = new ArrayList<>();
        peers.add(Map.of("name", Suite.OURS, "family", "ccache"));
        peers.add(Map.of("name", Suite.CONTROL, "family", "ccache"));
        results.peers().forEach(peer -> peers.add(Map.of("name", peer.name(), "family", SuiteTables.family(peer))));
        return peers;
    }

    /** Means with their intervals, time and memory; empty if there are none. */
    Optional<Plot> geomeans() {
        List<Map<String, Object>> rows = new ArrayList<>();
        int marks = 0;
        for (PeerFacts peer : results.peers()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("peer", peer.name());
            for (Quantity quantity : Quantity.values()) {
                Optional<Geomean> mean = results.geomean(quantity, peer.name());
                if (peer.family() != Family.BOUND && mean.isPresent()) {
                    Geomean found = mean.get();
                    row.put(
                            quantity.word(),
                            List.of(
                                    found.ratio().value(),
                                    found.ratio().low(),
                                    found.ratio().high(),
                                    found.over(),
                                    found.of()));
                    marks++;
                }
            }
            if (row.size() > 1) {
                rows.add(row);
            }
        }
        return marks == 0
                ? Optional.empty()
                : Optional.of(new Plot(
                        "geomeans",
                        "geomeans",
                        "geometric means of time and memory of ccache to each peer",
                        90 + 22 * rows.size(),
                        marks,
                        Map.of("rows", rows)));
    }

    /** All workloads, all peers normalised to the product. */
    Optional<Plot> overview() {
        List<Map<String, Object>> rows = new ArrayList<>();
        int marks = 0;
        for (WorkloadResults workload : results.workloads()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("workload", workload.name());
            for (Quantity quantity : Quantity.values()) {
                List<Object> dots = dots(workload, quantity);
                row.put(quantity.word(), dots);
                row.put(quantity.word() + "Behind", behind(workload, quantity));
                marks += dots.size();
            }
            rows.add(row);
        }
        return marks == 0
                ? Optional.empty()
                : Optional.of(new Plot(
                        "overview",
                        "overview",
                        "time and memory of every peer on every workload, relative to ccache",
                        110 + 24 * rows.size(),
                        marks,
                        Map.of("rows", rows)));
    }

    private List<Object> dots(WorkloadResults workload, Quantity quantity) {
        List<Object> dots = new ArrayList<>();
        for (PeerFacts peer : results.peers()) {
            if (peer.family() != Family.BOUND && workload.judged(quantity)) {
                workload.ratio(quantity, peer.name())
                        .ifPresent(ratio -> dots.add(List.of(
                                peer.name(),
                                1 / ratio.ratio().value(),
                                1 / ratio.ratio().high(),
                                1 / ratio.ratio().low())));
            }
        }
        return dots;
    }

    private boolean behind(WorkloadResults workload, Quantity quantity) {
        return workload.judged(quantity)
                && workload.best(quantity, results.peers(PeerGroup.OUTSIDE))
                        .filter(best -> best.ratio().value() > 1)
                        .isPresent();
    }

    /** Every process of every peer, a picture for each workload and quantity. */
    List<Plot> strips(Quantity quantity) {
        List<Plot> plots = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            Map<String, Object> values = new LinkedHashMap<>();
            int marks = 0;
            for (String peer : new WorkloadTables(results, workload).peers()) {
                List<Double> own = List.copyOf(workload.values(quantity, peer).values());
                if (!own.isEmpty()) {
                    values.put(peer, own);
                    marks += own.size();
                }
            }
            if (marks > 0 && (quantity == Quantity.TIME || workload.memoryJudged())) {
                plots.add(new Plot(
                        Plot.id("strip", quantity.word(), workload.name()),
                        "strip",
                        quantity.word() + " of every process on " + workload.name(),
                        64 + 17 * values.size(),
                        marks,
                        Map.of("title", title(workload, quantity), "measure", quantity.word(), "values", values)));
            }
        }
        return plots;
    }

    private static String title(WorkloadResults workload, Quantity quantity) {
        if (quantity == Quantity.MEMORY) {
            return workload.name() + ", growth";
        }
        return workload.name() + (workload.facts().processorTime() ? ", cpu ns/op" : ", ns/op");
    }

    /** Residence over time of the process in the middle by its peak, where memory is judged. */
    List<Plot> curves() {
        List<Plot> plots = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            Map<String, Object> lines = new LinkedHashMap<>();
            for (String peer : new WorkloadTables(results, workload).peers()) {
                Series series = workload.of(peer);
                if (series.measured() && !peer.equals(Suite.CONTROL)) {
                    List<List<Long>> points =
                            curve(series.middle(Outcome::peakBytes).curve());
                    if (!points.isEmpty()) {
                        lines.put(peer, points);
                    }
                }
            }
            if (!lines.isEmpty() && workload.memoryJudged()) {
                plots.add(new Plot(
                        Plot.id("curve", workload.name()),
                        "curve",
                        "residence over time on " + workload.name(),
                        320,
                        lines.size(),
                        Map.of("title", workload.name(), "lines", lines)));
            }
        }
        return plots;
    }

    private static List<List<Long>> curve(List<Long> pairs) {
        List<List<Long>> points = new ArrayList<>();
        int all = pairs.size() / 2;
        int step = Math.max(1, all / CURVE_POINTS);
        for (int i = 0; i < all; i += step) {
            points.add(List.of(pairs.get(2 * i), pairs.get(2 * i + 1)));
        }
        return points;
    }

    /** Latency by percentile, all blocks of a peer together. */
    List<Plot> latencies() {
        List<Plot> plots = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            new WorkloadTables(results, workload).latencies().forEach((what, byPeer) -> {
                Map<String, Object> lines = new LinkedHashMap<>();
                byPeer.forEach((peer, histogram) -> {
                    if (!peer.equals(Suite.CONTROL) && histogram.getTotalCount() > 0) {
                        lines.put(peer, percentiles(histogram));
                    }
                });
                if (!lines.isEmpty()) {
                    plots.add(new Plot(
                            Plot.id("latency", workload.name(), what),
                            "latency",
                            "latency percentiles of " + what + " on " + workload.name(),
                            380,
                            lines.size(),
                            Map.of("title", workload.name() + ": " + what, "lines", lines)));
                }
            });
        }
        return plots;
    }

    /** Pairs of 1 ÷ (1 − p) and nanoseconds; the maximum stands where the last recorded value is one of its own. */
    private static List<List<Double>> percentiles(Histogram histogram) {
        List<List<Double>> points = new ArrayList<>();
        double last = histogram.getTotalCount();
        for (HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALVING)) {
            double rest = 1 - value.getPercentileLevelIteratedTo() / 100;
            double x = rest <= 0 ? last : Math.min(last, 1 / rest);
            points.add(List.of(x, (double) Math.max(1, value.getValueIteratedTo())));
        }
        return points;
    }
}
