package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.peer.PeerInfo.Family;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.Suite;

/** Which pictures a run gives, and the numbers in them. */
final class SuitePictures {
    /** Whom a reader from Java asks about first; the page shows the others on demand. */
    static final List<String> CHOSEN = List.of(
            "malloc", "unsafe", "arena-confined", "netty-pooled", "netty-adaptive", "tcmalloc", "jemalloc", "mimalloc");

    /** Points of a curve that a picture can show. */
    private static final int CURVE_POINTS = 160;

    private static final int TICKS_PER_HALVING = 5;

    private final SuiteResults results;

    SuitePictures(SuiteResults results) {
        this.results = results;
    }

    /** Whether the page shows a peer from the start: all of them where there are few. */
    boolean chosen(String peer) {
        return results.peers().size() <= CHOSEN.size() || CHOSEN.contains(peer);
    }

    /** Each chosen peer over all workloads, its mean and its ends. */
    Picture peers() {
        List<Map<String, Object>> rows = new ArrayList<>();
        int marks = 0;
        for (PeerFacts peer : results.peers(CHOSEN)) {
            Map<String, Object> row = row(peer.name(), peer.familyWord());
            for (Quantity quantity : Quantity.values()) {
                Optional<Geomean> mean = results.geomean(quantity, peer.name());
                if (mean.isPresent()) {
                    List<Map<String, Object>> dots = new ArrayList<>();
                    for (WorkloadResults workload : results.judged(quantity)) {
                        workload.ratio(quantity, peer.name())
                                .ifPresent(ratio -> dots.add(dot(workload.name(), "", ratio)));
                    }
                    Geomean found = mean.get();
                    Map<String, Object> cell = cell(dots, String.format("%.2f", found.value()), found.value() > 1);
                    cell.put(
                            "mean",
                            found.hasInterval()
                                    ? List.of(
                                            found.value(),
                                            found.ratio().low(),
                                            found.ratio().high())
                                    : List.of(found.value()));
                    row.put(quantity.word(), cell);
                    marks += dots.size() + 1;
                }
            }
            rows.add(row);
        }
        return ratios(
                "measured",
                "ccache ÷ peer in time and memory: each peer's geometric mean, its best and its worst workload",
                marks,
                "Time, ccache ÷ peer",
                "Memory, ccache ÷ peer",
                rows,
                true);
    }

    /** All workloads, the product to every peer. */
    Picture overview() {
        List<Map<String, Object>> rows = new ArrayList<>();
        int marks = 0;
        for (WorkloadResults workload : results.workloads()) {
            Map<String, Object> row = row(workload.name(), "");
            for (Quantity quantity : Quantity.values()) {
                List<Map<String, Object>> dots = dots(workload, quantity);
                Optional<PeerRatio> best = workload.best(quantity, results.peers(PeerGroup.OUTSIDE))
                        .filter(one -> workload.judged(quantity));
                row.put(
                        quantity.word(),
                        cell(
                                dots,
                                best.map(one -> String.format("%s %.2f", one.peer(), one.value()))
                                        .orElse(""),
                                best.filter(one -> one.value() > 1).isPresent()));
                marks += (int) dots.stream()
                        .filter(dot -> chosen(String.valueOf(dot.get("name"))))
                        .count();
            }
            rows.add(row);
        }
        return ratios(
                "overview",
                "time and memory of ccache ÷ every peer on every workload",
                marks,
                "Time, ccache ÷ peer",
                "Memory, ccache ÷ peer",
                rows,
                false);
    }

    private static Picture ratios(
            String id,
            String label,
            int marks,
            String time,
            String memory,
            List<Map<String, Object>> rows,
            boolean ends) {
        return new Picture(
                id,
                "ratios",
                label,
                marks,
                Map.of(
                        "panels",
                        List.of(
                                Map.of("key", Quantity.TIME.word(), "title", time),
                                Map.of("key", Quantity.MEMORY.word(), "title", memory)),
                        "rows",
                        rows,
                        "ends",
                        ends));
    }

    private static Map<String, Object> row(String name, String family) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("family", family);
        return row;
    }

    private static Map<String, Object> cell(List<Map<String, Object>> dots, String note, boolean behind) {
        Map<String, Object> cell = new LinkedHashMap<>();
        cell.put("dots", dots);
        cell.put("note", note);
        cell.put("behind", behind);
        return cell;
    }

    private List<Map<String, Object>> dots(WorkloadResults workload, Quantity quantity) {
        List<Map<String, Object>> dots = new ArrayList<>();
        for (PeerFacts peer : results.peers()) {
            if (peer.family() != Family.BOUND && workload.judged(quantity)) {
                workload.ratio(quantity, peer.name())
                        .ifPresent(ratio -> dots.add(dot(peer.name(), peer.familyWord(), ratio)));
            }
        }
        return dots;
    }

    private static Map<String, Object> dot(String name, String family, PeerRatio ratio) {
        Map<String, Object> dot = row(name, family);
        dot.put("value", ratio.value());
        if (ratio.hasInterval()) {
            dot.put("low", ratio.ratio().low());
            dot.put("high", ratio.ratio().high());
        }
        return dot;
    }

    /** Every process of every peer, a picture for each workload and quantity. */
    List<Picture> strips(Quantity quantity) {
        List<Picture> pictures = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            List<Map<String, Object>> values = new ArrayList<>();
            int marks = 0;
            for (String peer : new WorkloadTables(results, workload).peers()) {
                List<Double> own = List.copyOf(workload.values(quantity, peer).values());
                if (!own.isEmpty()) {
                    values.add(Map.of("name", peer, "family", family(peer), "values", own));
                    marks += own.size();
                }
            }
            if (marks > 0 && (quantity == Quantity.TIME || workload.memoryJudged())) {
                String title = quantity == Quantity.MEMORY
                        ? workload.name() + ", growth"
                        : workload.name() + (workload.facts().processorTime() ? ", processor time" : ", time");
                pictures.add(new Picture(
                        Picture.id("strip", quantity.word(), workload.name()),
                        "strip",
                        quantity.word() + " of every process on " + workload.name(),
                        marks,
                        Map.of(
                                "title",
                                title,
                                "unit",
                                quantity == Quantity.TIME ? "nanos" : "bytes",
                                "values",
                                values)));
            }
        }
        return pictures;
    }

    private String family(String peer) {
        return results.peers().stream()
                .filter(facts -> facts.name().equals(peer))
                .map(PeerFacts::familyWord)
                .findFirst()
                .orElse(Suite.OURS);
    }

    /** Residence over time of the process in the middle by its peak, where memory is judged. */
    List<Picture> curves() {
        List<Picture> pictures = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            List<Line> lines = new ArrayList<>();
            for (String peer : new WorkloadTables(results, workload).peers()) {
                Series series = workload.of(peer);
                if (series.measured() && !peer.equals(Suite.CONTROL)) {
                    lines.add(new Line(
                            peer,
                            family(peer),
                            false,
                            curve(series.middle(Outcome::peakBytes).curve())));
                }
            }
            double least = lines.stream()
                    .filter(line -> !line.points().isEmpty())
                    .mapToDouble(line -> line.points().stream()
                            .mapToDouble(List::getLast)
                            .max()
                            .orElseThrow())
                    .min()
                    .orElse(0);
            if (least > 0 && workload.memoryJudged()) {
                pictures.add(Picture.lines(
                        Picture.id("curve", workload.name()),
                        "residence over time on " + workload.name(),
                        workload.name(),
                        new Axis("seconds", "count", false, 0),
                        new Axis("", "bytes", true, Math.max(WorkloadResults.LEAST_BYTES, least / 4)),
                        lines));
            }
        }
        return pictures;
    }

    private static List<List<Double>> curve(List<Long> pairs) {
        List<List<Double>> points = new ArrayList<>();
        int all = pairs.size() / 2;
        int step = Math.max(1, all / CURVE_POINTS);
        for (int i = 0; i < all; i += step) {
            points.add(List.of(pairs.get(2 * i) / 1e3, (double) pairs.get(2 * i + 1)));
        }
        return points;
    }

    /** Latency by percentile, all blocks of a peer together. */
    List<Picture> latencies() {
        List<Picture> pictures = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            new WorkloadTables(results, workload).latencies().forEach((what, byPeer) -> {
                List<Line> lines = new ArrayList<>();
                byPeer.forEach((peer, histogram) -> {
                    if (!peer.equals(Suite.CONTROL) && histogram.getTotalCount() > 0) {
                        lines.add(new Line(peer, family(peer), false, percentiles(histogram)));
                    }
                });
                if (!lines.isEmpty()) {
                    pictures.add(Picture.lines(
                            Picture.id("latency", workload.name(), what),
                            "latency percentiles of " + what + " on " + workload.name(),
                            workload.name() + ": " + what,
                            new Axis("percentile", "percentile", true, 0),
                            new Axis("", "nanos", true, 0),
                            lines));
                }
            });
        }
        return pictures;
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
