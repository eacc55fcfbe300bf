package org.ccache.bench.research;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Rounds;
import org.ccache.bench.measure.Table;
import org.ccache.bench.measure.Task;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** What it costs to learn which CPU one is on: from the rseq area, from the C library, from the kernel. */
final class CpuNumberExperiment extends Experiment {
    private static final int CALLS = 100_000;
    private static final int CHUNKS = 100; // calls of the loop, so that it is compiled as a method
    private static final int WARM_UP_ROUNDS = 20;
    private static final long SEED = 7;
    private static final long TIMEOUT_SECONDS = 120;

    /** The area is read for less than a fifth of what the system call takes. */
    private static final double BOUND = 0.2;

    @JsonTypeName("cpu-number")
    record CpuNumberTask(int rounds) implements Task.Once<CpuNumberTimes> {
        @Override
        public CpuNumberTimes measure() {
            return times(rounds);
        }
    }

    /** Nanoseconds a call by way and round. */
    record CpuNumberTimes(RseqMode mode, String reason, Map<CpuNumberWay, double[]> nanos) {}

    CpuNumberExperiment() {
        super(Premise.read("cpu-number", Map.of("bound", BOUND, "calls", Figures.count(CALLS))));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        if (conditions.rseq(findings)) {
            new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS)
                    .run("all ways", new CpuNumberTask(conditions.choose(10, 200)), CpuNumberTimes.class)
                    .ifPresent(times -> report(times, findings));
        }
    }

    private void report(CpuNumberTimes times, Findings findings) {
        double[] kernel = times.nanos().get(CpuNumberWay.KERNEL);
        Bootstrap bootstrap = new Bootstrap(SEED);
        Table table = new Table("way", "ns a call", "÷ system call, 95 %");
        times.nanos()
                .forEach((way, nanos) -> table.row(
                        way.words(),
                        Figures.number(median(nanos), 2),
                        bootstrap.ofQuantiles(nanos, kernel, 0.5).toString()));
        findings.table("Medians, the downcall included:", table).picture(chart(times));
        double[] area = times.nanos().get(CpuNumberWay.AREA);
        double[] library = times.nanos().get(CpuNumberWay.LIBRARY);
        findings.below("area ÷ system call at most " + BOUND, BOUND, bootstrap.ofQuantiles(area, kernel, 0.5))
                .below("area ÷ `sched_getcpu` at most 1", 1, bootstrap.ofQuantiles(area, library, 0.5));
    }

    private static CpuNumberTimes times(int rounds) {
        Rounds<CpuNumberWay> turns =
                new Rounds<>(List.of(CpuNumberWay.values()), WARM_UP_ROUNDS, rounds, new Random(SEED));
        while (turns.next()) {
            turns.took(time(turns.who()));
        }
        return new CpuNumberTimes(Rseq.mode(), Rseq.reason(), turns.nanos());
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

    private Picture chart(CpuNumberTimes times) {
        Map<String, Double> medians = new LinkedHashMap<>();
        times.nanos().forEach((way, nanos) -> medians.put(way.words(), median(nanos)));
        return Picture.bars(
                name(),
                "nanoseconds a call, by way",
                "Asking for the CPU's number, from Java",
                new Axis("a call", "nanos", false, 0),
                Map.of("median", medians));
    }

    private static double median(double[] nanos) {
        return Bootstrap.quantile(nanos, 0.5);
    }
}
