package org.ccache.bench.footprint;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The pictures of a run, each as PNG and SVG. One of which nothing was measured is not drawn. */
public final class FootprintPlots {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 600;
    private static final double MIB = 1 << 20;

    /** The logarithm of nothing cannot be drawn. */
    private static final double LEAST_MIB = 1.0 / 1024;

    private final Results results;

    public FootprintPlots(List<Measurement> measurements) {
        this.results = new Results(measurements);
    }

    /** Writes all pictures into a folder and returns the files. */
    public List<Path> write(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        save(rest(), folder, "rest", files);
        save(threads(), folder, "threads", files);
        save(fragmentation(), folder, "fragmentation", files);
        return files;
    }

    private static void save(Chart<?, ?> chart, Path folder, String name, List<Path> files) throws IOException {
        if (chart.getSeriesCollection().isEmpty()) {
            return;
        }
        String base = folder.resolve(name).toString();
        ChartEncoder.saveChart(chart, base, "png");
        ChartEncoder.saveChart(chart, base, "svg");
        files.add(Path.of(base + ".png"));
        files.add(Path.of(base + ".svg"));
    }

    private XYChart rest() {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("After a peak: resident, everything freed at 0 s (last point: after trim)")
                .xAxisTitle("seconds idle")
                .yAxisTitle("MiB, logarithmic")
                .build();
        chart.getStyler().setYAxisLogarithmic(true).setLegendPosition(Styler.LegendPosition.OutsideE);
        for (String peer : results.peers()) {
            Measurement m = results.find("rest", peer);
            if (m == null) {
                continue;
            }
            List<Double> seconds = new ArrayList<>();
            List<Double> resident = new ArrayList<>();
            double start = Double.NaN;
            for (Sample sample : m.samples()) {
                if (sample.phase().equals(RestWorkload.FULL)) {
                    continue;
                }
                start = Double.isNaN(start) ? sample.seconds() : start;
                boolean trimmed = sample.phase().equals(RestWorkload.TRIMMED);
                if (!trimmed || m.figure("trim") == 1) {
                    seconds.add(sample.seconds() - start + (trimmed ? 1 : 0));
                    resident.add(mib((double) sample.resident()));
                }
            }
            chart.addSeries(peer, seconds, resident);
        }
        return chart;
    }

    private XYChart threads() {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Cached for parked threads")
                .xAxisTitle("threads, logarithmic")
                .yAxisTitle("MiB, logarithmic")
                .build();
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setLegendPosition(Styler.LegendPosition.OutsideE);
        List<Double> counts = new ArrayList<>();
        double budget = Double.NaN;
        for (String peer : results.peers()) {
            List<Double> threads = new ArrayList<>();
            List<Double> cached = new ArrayList<>();
            for (Measurement m : results.of("threads")) {
                if (m.peer().equals(peer)
                        && m.measured()
                        && m.last(ThreadsWorkload.PARKED).cached() >= 0) {
                    threads.add(m.figure("threads"));
                    cached.add(mib((double) m.last(ThreadsWorkload.PARKED).cached()));
                    if (peer.equals("ccache")) {
                        budget = m.stats().budgetBytes();
                    }
                }
            }
            if (!threads.isEmpty()) {
                chart.addSeries(peer, threads, cached);
                counts = threads.size() > counts.size() ? threads : counts;
            }
        }
        if (!counts.isEmpty()) {
            line(
                    chart,
                    "threads × burst",
                    counts,
                    counts.stream()
                            .map(n -> mib(n * ThreadsWorkload.BURST_BYTES))
                            .toList());
            if (!Double.isNaN(budget)) {
                double flat = mib(budget);
                line(
                        chart,
                        "budget of ccache",
                        counts,
                        counts.stream().map(n -> flat).toList());
            }
        }
        return chart;
    }

    /** What theory says. */
    private static void line(XYChart chart, String name, List<Double> x, List<Double> y) {
        chart.addSeries(name, x, y)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(Color.GRAY)
                .setLineStyle(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6}, 0));
    }

    private CategoryChart fragmentation() {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Resident ÷ requested in long runs (lower is better)")
                .yAxisTitle("ratio")
                .build();
        chart.getStyler().setAvailableSpaceFill(0.9).setLegendPosition(Styler.LegendPosition.OutsideE);
        List<String> titles = results.longRuns();
        for (String peer : results.peers()) {
            // A bar of no height where a run failed: the report says why.
            List<Double> values = titles.stream()
                    .map(title -> Results.fragmentation(results.find(title, peer)))
                    .map(value -> Double.isNaN(value) ? 0 : Math.max(0, value))
                    .toList();
            if (!peer.equals("void") && !titles.isEmpty() && values.stream().anyMatch(v -> v > 0)) {
                chart.addSeries(
                        peer, titles.stream().map(FootprintReport::shortened).toList(), values);
            }
        }
        return chart;
    }

    private static double mib(double bytes) {
        return Math.max(LEAST_MIB, bytes / MIB);
    }
}
