package org.ccache.bench.research.percpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.PromisedRatio;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.measure.Samples;
import org.ccache.bench.measure.Table;

/** The samples of one or more processes as tables: every arm's times, latencies, and the promised ratios. */
public final class PerCpuReport {
    /** Ratios of medians. */
    public static final List<PromisedRatio> PROMISED = List.of(
            new PromisedRatio(Promises.RING_CONSUMED, Scenarios.ring(32, 4, true), Rings.AGRONA, 0.5),
            new PromisedRatio(Promises.RING_DRAINED, Scenarios.ring(32, 4, false), Rings.AGRONA, 0.5),
            new PromisedRatio(Promises.RING_ALONE, Scenarios.ring(32, 1, false), Rings.AGRONA, 0.5),
            new PromisedRatio(Promises.COUNTER, Scenarios.counter(4), Counters.LONG_ADDER, 0.5));

    private final List<PerCpuSamples> forks;
    private final Samples samples;

    public PerCpuReport(List<PerCpuSamples> forks, long seed) {
        this.forks = forks;
        this.samples = new Samples(forks.stream().map(PerCpuSamples::nanos).toList(), seed);
    }

    /** Every arm's rounds, and what is promised of them. */
    public Samples samples() {
        return samples;
    }

    /** Every arm's times in a scenario, and what each has refused if any has. */
    public Table times(String scenario) {
        boolean refused = forks.stream()
                .anyMatch(fork -> fork.refused().get(scenario).values().stream().anyMatch(count -> count > 0));
        return samples.times(
                scenario,
                refused
                        ? Map.of("refused", arm -> Figures.count(PerCpuSamples.refused(forks, scenario, arm)))
                        : Map.of());
    }

    /** What a counter takes on a machine, in words. */
    public static String memory(long page, int indexes, int processors) {
        return Counters.memory(page, indexes, processors);
    }

    /** Latencies of the rings in nanoseconds, by what they are of and how many there are. */
    public Map<String, Table> latencies() {
        Map<String, Table> tables = new LinkedHashMap<>();
        forks.getFirst().latencies().forEach((what, rings) -> {
            Table table = new Table("ring", "p50", "p90", "p99", "p99.9", "most");
            LongSummaryStatistics counts = new LongSummaryStatistics();
            for (String ring : rings.keySet()) {
                Histogram all = PerCpuSamples.latency(forks, what, ring);
                counts.accept(all.getTotalCount());
                table.row(
                        ring,
                        Figures.count(all.getValueAtPercentile(50)),
                        Figures.count(all.getValueAtPercentile(90)),
                        Figures.count(all.getValueAtPercentile(99)),
                        Figures.count(all.getValueAtPercentile(99.9)),
                        Figures.count(all.getMaxValue()));
            }
            tables.put(
                    what + "; of " + Figures.count(counts.getMin()) + " to " + Figures.count(counts.getMax())
                            + " messages",
                    table);
        });
        return tables;
    }
}
