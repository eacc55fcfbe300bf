package org.ccache.bench.research;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.research.SpanCaches.SpanCacheArm;
import org.ccache.bench.research.SpanCaches.SpanCacheRow;
import org.ccache.bench.research.spanheap.SpanHeapResult;

/** Figures and verdicts of {@link SpanCaches}, with the numbers of its hypothesis. */
record SpanCacheTable(List<SpanCacheRow> rows, List<Integer> threads, long seed) {
    private static final double LINEAR = 0.8;
    private static final double MOST_TIME = 1.1;
    private static final double KIB = 1024;
    private static final double MEDIAN = 0.5;

    private static final List<SpanCacheArm> SOURCES =
            List.of(SpanCacheArm.THREAD, SpanCacheArm.INDEX, SpanCacheArm.NONE);

    /** Median over the rounds; NaN if no process ended. */
    double figure(SpanCacheArm arm, int n, ToDoubleFunction<SpanHeapResult> figure) {
        double[] values = of(arm, n).stream()
                .mapToDouble(r -> figure.applyAsDouble(r.result()))
                .toArray();
        return values.length == 0 ? Double.NaN : Bootstrap.quantile(values, MEDIAN);
    }

    /** Of times, over the rounds that have both; null where too few have. */
    Ratio ratio(SpanCacheArm one, SpanCacheArm other, List<Integer> ofThreads) {
        // A number of threads that is missing must not pass unseen: it is an empty stratum.
        List<double[]> strata = ofThreads.stream()
                .map(n -> PairedRatios.logs(
                        of(one, n),
                        of(other, n),
                        SpanCacheRow::round,
                        row -> row.result().nanosPerOperation()))
                .toList();
        return PairedRatios.of(strata, seed);
    }

    private List<SpanCacheRow> of(SpanCacheArm arm, int threads) {
        return rows.stream()
                .filter(r -> r.arm() == arm && r.threads() == threads)
                .toList();
    }

    /** What is kept and how long it takes. Counts of slow paths are in the raw data only. */
    Table markdown() {
        Table table = new Table("span cache", "threads", "cached", "depot", "in heaps", "resident", "ns");
        for (SpanCacheArm arm : SpanCacheArm.values()) {
            for (int n : threads) {
                table.row(
                        arm.words(),
                        Integer.toString(n),
                        kib(arm, n, SpanHeapResult::cached),
                        kib(arm, n, SpanHeapResult::depot),
                        kib(arm, n, SpanHeapResult::threadBound),
                        kib(arm, n, SpanHeapResult::resident),
                        Figures.number(figure(arm, n, SpanHeapResult::nanosPerOperation), 1));
            }
        }
        return table;
    }

    Table ratios() {
        Table table = new Table("threads", "by index ÷ by thread", "none ÷ by index", "equal processes");
        for (int n : threads) {
            ratios(table, Integer.toString(n), List.of(n));
        }
        ratios(table, "all", threads);
        return table;
    }

    private void ratios(Table table, String label, List<Integer> of) {
        table.row(
                label,
                Figures.ratio(ratio(SpanCacheArm.INDEX, SpanCacheArm.THREAD, of)),
                Figures.ratio(ratio(SpanCacheArm.NONE, SpanCacheArm.INDEX, of)),
                Figures.ratio(ratio(SpanCacheArm.CONTROL, SpanCacheArm.INDEX, of)));
    }

    Picture picture(String id) {
        List<Line> lines = new ArrayList<>();
        for (SpanCacheArm arm : List.of(SpanCacheArm.THREAD, SpanCacheArm.INDEX)) {
            lines.add(line("cached " + arm.words(), arm, SpanHeapResult::cached));
        }
        for (SpanCacheArm arm : SOURCES) {
            lines.add(line("in heaps, cache " + arm.words(), arm, SpanHeapResult::threadBound));
        }
        return Picture.lines(
                id,
                "bytes of spans by threads: in caches by thread and by index, and in heaps",
                "Spans at rest, all blocks freed",
                Axis.log("threads"),
                new Axis("", "bytes", true, KIB),
                lines);
    }

    private Line line(String name, SpanCacheArm arm, ToDoubleFunction<SpanHeapResult> figure) {
        List<Integer> x = threads.stream()
                .filter(n -> !Double.isNaN(figure(arm, n, figure)))
                .toList();
        return Line.measured(
                name, x, x.stream().map(n -> figure(arm, n, figure)).toList());
    }

    void check(Findings findings) {
        int most = threads.getLast();
        linear("(1) span caches by thread", SpanCacheArm.THREAD, most, SpanHeapResult::cached, findings);
        bounded(findings);
        for (SpanCacheArm arm : SOURCES) {
            linear("(3) heaps, cache " + arm.words(), arm, most, SpanHeapResult::threadBound, findings);
        }
        findings.below(
                "(4) time by index at most 1.1 times that by thread",
                MOST_TIME,
                ratio(SpanCacheArm.INDEX, SpanCacheArm.THREAD, threads));
        PairedRatios.checkFaster(
                "(5) time by index",
                "that without a span cache",
                ratio(SpanCacheArm.INDEX, SpanCacheArm.NONE, threads),
                ratio(SpanCacheArm.CONTROL, SpanCacheArm.INDEX, threads),
                findings);
    }

    private void linear(
            String what, SpanCacheArm arm, int most, ToDoubleFunction<SpanHeapResult> figure, Findings findings) {
        double growth = figure(arm, most, figure) / figure(arm, 1, figure) / most;
        findings.check(
                what + ": at least 0.8 × " + most + " times what one thread's keep",
                Figures.number(growth, 2) + " × " + most + " times",
                growth,
                growth >= LINEAR);
    }

    /** Every process, not the median. */
    private void bounded(Findings findings) {
        List<SpanHeapResult> ours = rows.stream()
                .map(SpanCacheRow::result)
                .filter(r -> r.settings().cache() == SpanCacheArm.INDEX.cache())
                .toList();
        long kept = ours.stream().mapToLong(SpanHeapResult::cached).max().orElse(0);
        long bound = ours.stream().mapToLong(SpanHeapResult::bound).min().orElse(0);
        boolean all = threads.stream()
                .allMatch(n -> ours.stream().anyMatch(r -> r.settings().threads() == n));
        findings.check(
                "(2) span caches by index keep at most " + Figures.kib(bound) + " KiB",
                "at most " + Figures.kib(kept) + " KiB",
                kept > bound ? Verdict.FAILS : all ? Verdict.HOLDS : Verdict.OPEN);
    }

    private String kib(SpanCacheArm arm, int n, ToDoubleFunction<SpanHeapResult> figure) {
        return Figures.kib(figure(arm, n, figure));
    }
}
