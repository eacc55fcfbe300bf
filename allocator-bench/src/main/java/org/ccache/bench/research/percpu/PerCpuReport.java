package org.ccache.bench.research.percpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.PromisedRatio;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;

/** The samples of one or more processes as tables: every contender's times, latencies, and the promised ratios. */
public final class PerCpuReport {
    /** Ratios of medians. */
    public static final List<PromisedRatio> PROMISED = List.of(
            new PromisedRatio(Promises.RING_CONSUMED, Scenarios.ring(32, 4, true), Rings.AGRONA, 0.5),
            new PromisedRatio(Promises.RING_DRAINED, Scenarios.ring(32, 4, false), Rings.AGRONA, 0.5),
            new PromisedRatio(Promises.RING_ALONE, Scenarios.ring(32, 1, false), Rings.AGRONA, 0.5),
            new PromisedRatio(Promises.COUNTER, Scenarios.counter(4), Counters.LONG_ADDER, 0.5));

    private static final double MEDIAN = 0.5;

    private final List<PerCpuSamples> forks;
    private final Bootstrap bootstrap;

    public PerCpuReport(List<PerCpuSamples> forks, long seed) {
        this.forks = forks;
        this.bootstrap = new Bootstrap(seed);
    }

    /** Everything that was compared. */
    public Set<String> scenarios() {
        return forks.getFirst().nanos().keySet();
    }

    /** Medians of a scenario in nanoseconds, by contender. */
    public Map<String, Double> medians(String scenario) {
        Map<String, Double> medians = new LinkedHashMap<>();
        PerCpuSamples.pooled(forks, scenario)
                .forEach((name, nanos) -> medians.put(name, Bootstrap.quantile(nanos, MEDIAN)));
        return medians;
    }

    /** Every contender's times in a scenario. */
    public Table times(String scenario) {
        Table table =
                new Table("contender", "p10, ns", "median, ns", "p90, ns", "ccache is, by median [95 %]", "refused");
        Map<String, double[]> nanos = PerCpuSamples.pooled(forks, scenario);
        double[] ours = nanos.get(Contender.OURS);
        nanos.forEach((name, theirs) -> table.row(
                name,
                Figures.nanos(Bootstrap.quantile(theirs, 0.1)),
                Figures.nanos(Bootstrap.quantile(theirs, MEDIAN)),
                Figures.nanos(Bootstrap.quantile(theirs, 0.9)),
                name.equals(Contender.OURS) ? "" : bootstrap.ofQuantiles(ours, theirs, MEDIAN) + " ×",
                Figures.count(PerCpuSamples.refused(forks, scenario, name))));
        return table;
    }

    /** What a counter takes, in words. */
    public String memory() {
        return Counters.memory();
    }

    /** Latencies of the rings, in nanoseconds. */
    public Table latencies() {
        Table table = new Table("of", "ring", "count", "p50", "p90", "p99", "p99.9", "most");
        forks.getFirst()
                .latencies()
                .forEach((what, rings) -> rings.keySet().forEach(ring -> {
                    Histogram all = PerCpuSamples.latency(forks, what, ring);
                    table.row(
                            what,
                            ring,
                            Figures.count(all.getTotalCount()),
                            Figures.count(all.getValueAtPercentile(50)),
                            Figures.count(all.getValueAtPercentile(90)),
                            Figures.count(all.getValueAtPercentile(99)),
                            Figures.count(all.getValueAtPercentile(99.9)),
                            Figures.count(all.getMaxValue()));
                }));
        return table;
    }

    public Ratio ratio(PromisedRatio promised) {
        Map<String, double[]> nanos = PerCpuSamples.pooled(forks, promised.scenario());
        return bootstrap.ofQuantiles(nanos.get(Contender.OURS), nanos.get(promised.theirs()), promised.quantile());
    }

    /** What is promised of the ratios, and what they are. */
    public List<Judgement> judgements() {
        return PROMISED.stream()
                .map(promised -> promised.promise().of(ratio(promised)))
                .toList();
    }
}
