package org.ccache.bench.percpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.ccache.bench.report.Table;
import org.ccache.bench.report.Units;
import org.ccache.bench.statistics.Bootstrap;
import org.ccache.bench.statistics.Ratio;

/** The samples of one or more processes as tables: every contender's times, latencies, and each promised ratio. */
public final class PerCpuReport {
    private static final double MEDIAN = 0.5;

    private final List<PerCpuSamples> forks;
    private final Bootstrap bootstrap;

    public PerCpuReport(List<PerCpuSamples> forks, long seed) {
        this.forks = forks;
        this.bootstrap = new Bootstrap(seed);
    }

    /** Everything, as Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        for (String scenario : scenarios()) {
            text.append("### ")
                    .append(scenario)
                    .append("\n\n")
                    .append(times(scenario))
                    .append('\n');
        }
        text.append("### Latencies of the ring\n\nNanoseconds; 32 bytes, one message every two microseconds from each"
                        + " producer\n\n")
                .append(latencies())
                .append('\n')
                .append(Counters.memory())
                .append("\n\n### Promised ratios of ccache to others\n\n")
                .append(promises());
        text.append(String.format(
                Locale.ROOT,
                "%nTime taken by the hypervisor meanwhile: %.1f %%%n",
                forks.stream().mapToDouble(PerCpuSamples::steal).average().orElse(0) * 100));
        return text.toString();
    }

    /** Whether every promised ratio was kept, by its estimate. */
    public boolean kept() {
        return Promise.ALL.stream().allMatch(promise -> ratio(promise).value() <= promise.limit());
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
                Units.nanos(Bootstrap.quantile(theirs, 0.1)),
                Units.nanos(Bootstrap.quantile(theirs, MEDIAN)),
                Units.nanos(Bootstrap.quantile(theirs, 0.9)),
                name.equals(Contender.OURS) ? "" : bootstrap.ofQuantiles(ours, theirs, MEDIAN) + " ×",
                Units.count(PerCpuSamples.refused(forks, scenario, name))));
        return table;
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
                            Units.count(all.getTotalCount()),
                            Units.count(all.getValueAtPercentile(50)),
                            Units.count(all.getValueAtPercentile(90)),
                            Units.count(all.getValueAtPercentile(99)),
                            Units.count(all.getValueAtPercentile(99.9)),
                            Units.count(all.getMaxValue()));
                }));
        return table;
    }

    private String promises() {
        Table table = new Table("promise", "limit", "ratio [95 %]", "A/A control", "kept");
        for (Promise promise : Promise.ALL) {
            Ratio ratio = ratio(promise);
            table.row(
                    promise.scenario() + " / " + promise.theirs(),
                    String.format(Locale.ROOT, "%.2f", promise.limit()),
                    ratio.toString(),
                    ratio(new Promise(promise.scenario(), Contender.CONTROL, 1)).toString(),
                    ratio.value() <= promise.limit() ? "yes" : "NO");
        }
        return table.toString();
    }

    /** Ratio of medians of what is promised. */
    public Ratio ratio(Promise promise) {
        Map<String, double[]> nanos = PerCpuSamples.pooled(forks, promise.scenario());
        return bootstrap.ofQuantiles(nanos.get(Contender.OURS), nanos.get(promise.theirs()), MEDIAN);
    }
}
