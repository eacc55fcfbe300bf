package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.suite.Outcome;

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

    /** The product to one peer on one workload; null where two numbers are no interval. */
    private record Dot(String name, String family, double value, Double low, Double high) {
        static Dot of(String name, String family, PeerRatio ratio) {
            Double low = ratio.hasInterval() ? Double.valueOf(ratio.ratio().low()) : null;
            Double high = ratio.hasInterval() ? Double.valueOf(ratio.ratio().high()) : null;
            return new Dot(name, family, ratio.value(), low, high);
        }
    }

    /** What a row shows of time or of memory: dots, a note beside them, and a mean with the ends of its interval. */
    private record Cell(List<Dot> dots, String note, boolean behind, List<Double> mean) {}

    private record Row(String name, String family, Cell time, Cell memory) {}

    /** Each chosen peer over all workloads, its mean and its ends. */
    Picture peers() {
        List<Row> rows = results.peers(CHOSEN).stream()
                .map(peer ->
                        new Row(peer.name(), peer.familyWord(), mean(peer, Quantity.TIME), mean(peer, Quantity.MEMORY)))
                .toList();
        return ratios(
                "measured",
                "ccache ÷ peer in time and memory: each peer's geometric mean, its best and its worst workload",
                rows,
                true);
    }

    /** Null if there is none. */
    private Cell mean(PeerFacts peer, Quantity quantity) {
        List<Dot> dots = results.judged(quantity).stream()
                .flatMap(workload ->
                        workload.ratio(quantity, peer.name()).stream().map(ratio -> Dot.of(workload.name(), "", ratio)))
                .toList();
        return results.geomean(quantity, peer.name())
                .map(mean -> new Cell(
                        dots,
                        Figures.number(mean.value(), 2),
                        mean.value() > 1,
                        mean.hasInterval()
                                ? List.of(
                                        mean.value(),
                                        mean.ratio().low(),
                                        mean.ratio().high())
                                : List.of(mean.value())))
                .orElse(null);
    }

    /** All workloads, the product to every peer. */
    Picture overview() {
        List<Row> rows = results.field().stream()
                .map(workload ->
                        new Row(workload.name(), "", best(workload, Quantity.TIME), best(workload, Quantity.MEMORY)))
                .toList();
        return ratios("overview", "time and memory of ccache ÷ every peer on every workload", rows, false);
    }

    private Cell best(WorkloadResults workload, Quantity quantity) {
        if (!workload.judged(quantity)) {
            return new Cell(List.of(), "", false, List.of());
        }
        List<Dot> dots = results.peers(PeerGroup.ALL).stream()
                .flatMap(peer -> workload.ratio(quantity, peer.name()).stream()
                        .map(ratio -> Dot.of(peer.name(), peer.familyWord(), ratio)))
                .toList();
        Optional<PeerRatio> best = workload.best(quantity, results.peers(PeerGroup.OUTSIDE));
        return new Cell(
                dots,
                best.map(one -> one.peer() + " " + Figures.number(one.value(), 2))
                        .orElse(""),
                best.filter(one -> one.value() > 1).isPresent(),
                List.of());
    }

    /** A page draws the dots of chosen peers, and all of them where each row is a peer. */
    private Picture ratios(String id, String label, List<Row> rows, boolean ends) {
        long marks = rows.stream()
                .flatMap(row -> Stream.of(row.time(), row.memory()))
                .filter(Objects::nonNull)
                .mapToLong(cell -> Math.min(1, cell.mean().size())
                        + cell.dots().stream()
                                .filter(dot -> ends || chosen(dot.name()))
                                .count())
                .sum();
        return new Picture(id, "ratios", label, (int) marks, Map.of("rows", rows, "ends", ends));
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
                .orElse(Arm.OURS);
    }

    /** Residence over time of the process in the middle by its peak, where memory is judged. */
    List<Picture> curves() {
        List<Picture> pictures = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            List<Line> lines = new ArrayList<>();
            for (String peer : new WorkloadTables(results, workload).peers()) {
                Series series = workload.of(peer);
                if (series.measured() && !peer.equals(Arm.CONTROL)) {
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

    /** Latency by percentile, all rounds of a peer together. */
    List<Picture> latencies() {
        List<Picture> pictures = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            new WorkloadTables(results, workload).latencies().forEach((what, byPeer) -> {
                List<Line> lines = new ArrayList<>();
                byPeer.forEach((peer, histogram) -> {
                    if (!peer.equals(Arm.CONTROL) && histogram.getTotalCount() > 0) {
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
