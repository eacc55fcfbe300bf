package org.ccache.bench.research;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Rounds;
import org.ccache.bench.measure.Table;
import org.ccache.bench.measure.Task;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** What it costs to learn which CPU one is on: from the rseq area, from the C library, from the kernel. */
final class CpuNumberExperiment implements Experiment {
    private static final String NAME = "cpu-number";

    private static final int CALLS = 100_000;
    private static final int CHUNKS = 100; // calls of the loop, so that it is compiled as a method
    private static final int WARM_UP_ROUNDS = 20;
    private static final long SEED = 7;
    private static final long TIMEOUT_SECONDS = 120;

    /** The area is read for less than a fifth of what the system call takes. */
    private static final double BOUND = 0.2;

    @JsonTypeName("cpu-number")
    record Arm(int rounds) implements Task.Once<Times> {
        @Override
        public Times measure() {
            return times(rounds);
        }
    }

    /** Nanoseconds a call by way and round. */
    record Times(RseqMode mode, String reason, Map<CpuNumberWay, double[]> nanos) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "rseq tells a thread cheaply on which CPU it runs";
    }

    @Override
    public String key() {
        return "÷ system call";
    }

    @Override
    public String claim() {
        return "rseq lets a thread learn cheaply on which CPU it runs, to index per-CPU data.";
    }

    @Override
    public String hypothesis() {
        return String.format(
                Locale.ROOT,
                "Reading the index from the area costs at most %.1f times the system call `getcpu`, and no more than the C"
                        + " library's `sched_getcpu`.",
                BOUND);
    }

    @Override
    public String method() {
        return "One thread, one process; each way is a critical downcall from Java, so an empty one is the floor of all. Rounds of "
                + Figures.count(CALLS)
                + " calls of each way in random order; medians over rounds, intervals by bootstrap over rounds. The C library may read"
                + " the area itself (glibc 2.35 and later) and else asks the vDSO.";
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        Optional<Times> answer =
                new Arms(findings, TIMEOUT_SECONDS).run("all ways", new Arm(conditions.choose(10, 200)), Times.class);
        if (answer.isEmpty()) {
            return;
        }
        Times times = answer.get();
        if (times.mode() == RseqMode.UNAVAILABLE) {
            findings.check("rseq works here", times.reason(), Verdict.OPEN);
            return;
        }
        double[] kernel = times.nanos().get(CpuNumberWay.KERNEL);
        Bootstrap bootstrap = new Bootstrap(SEED);
        Table table = new Table("way", "ns a call", "÷ system call, 95 %");
        times.nanos()
                .forEach((way, nanos) -> table.row(
                        way.words(),
                        Figures.number(median(nanos), 2),
                        bootstrap.ofQuantiles(nanos, kernel, 0.5).toString()));
        findings.table("Medians, the downcall included:", table)
                .picture("", "nanoseconds a call, by way", chart(times));
        double[] area = times.nanos().get(CpuNumberWay.AREA);
        Ratio toKernel = bootstrap.ofQuantiles(area, kernel, 0.5);
        Ratio toLibrary = bootstrap.ofQuantiles(area, times.nanos().get(CpuNumberWay.LIBRARY), 0.5);
        findings.check(
                        "area ÷ system call at most " + BOUND,
                        toKernel.toString(),
                        Verdict.below(BOUND, toKernel.low(), toKernel.high()))
                .check(
                        "area ÷ `sched_getcpu` at most 1",
                        toLibrary.toString(),
                        Verdict.below(1, toLibrary.low(), toLibrary.high()));
    }

    private static Times times(int rounds) {
        List<CpuNumberWay> ways = Rseq.mode() == RseqMode.UNAVAILABLE ? List.of() : List.of(CpuNumberWay.values());
        Rounds<CpuNumberWay> turns = new Rounds<>(ways, WARM_UP_ROUNDS, rounds, new Random(SEED));
        while (turns.next()) {
            turns.took(time(turns.who()));
        }
        return new Times(Rseq.mode(), Rseq.reason(), turns.nanos());
    }

    private static double time(CpuNumberWay way) {
        long start = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < CHUNKS; i++) {
            sum += way.ask(CALLS / CHUNKS);
        }
        long end = System.nanoTime();
        if (sum < 0) {
            throw new IllegalStateException(way.words() + " failed");
        }
        return (double) (end - start) / CALLS;
    }

    private static CategoryChart chart(Times times) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(360)
                .title("Asking for the CPU's number, from Java")
                .yAxisTitle("nanoseconds a call")
                .build();
        chart.getStyler().setLegendVisible(false);
        List<String> ways = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        times.nanos().forEach((way, nanos) -> {
            ways.add(way.words());
            medians.add(median(nanos));
        });
        chart.addSeries("median", ways, medians);
        return chart;
    }

    private static double median(double[] nanos) {
        return Bootstrap.quantile(nanos, 0.5);
    }
}
