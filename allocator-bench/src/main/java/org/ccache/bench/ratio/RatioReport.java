package org.ccache.bench.ratio;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;

/** The samples of one or more processes as tables: every contender's times, and each promised ratio. */
public final class RatioReport {
    private final List<RatioSamples> forks;
    private final Bootstrap bootstrap;

    public RatioReport(List<RatioSamples> forks, long seed) {
        this.forks = forks;
        this.bootstrap = new Bootstrap(seed);
    }

    /** Everything, as Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        for (Workload workload : Workload.values()) {
            text.append("### ")
                    .append(workload.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append("\n\n")
                    .append(workload.description())
                    .append("; nanoseconds per pair\n\n")
                    .append(times(workload))
                    .append('\n');
        }
        text.append("### Promised ratios of ccache to others\n\n").append(targets());
        forks.getFirst()
                .skipped()
                .forEach(line -> text.append('\n').append(line).append('\n'));
        text.append(String.format(
                Locale.ROOT,
                "%nTime taken by the hypervisor meanwhile: %.1f %%%n",
                forks.stream().mapToDouble(RatioSamples::steal).average().orElse(0) * 100));
        return text.toString();
    }

    /** Whether every promised ratio that could be measured was kept, by its estimate. */
    public boolean kept() {
        return Target.ALL.stream().allMatch(t -> {
            Ratio ratio = ratio(t);
            return ratio == null || ratio.value() <= t.limit();
        });
    }

    private String times(Workload workload) {
        Table table = new Table("contender", "p10", "median", "p90", "ccache is, by median [95 %]", "by p10 [95 %]");
        Map<String, double[]> nanos = RatioSamples.pooled(forks, workload.name());
        double[] ours = nanos.get(Contenders.OURS);
        nanos.forEach((name, theirs) -> table.row(
                name,
                Figures.nanos(Bootstrap.quantile(theirs, 0.1)),
                Figures.nanos(Bootstrap.quantile(theirs, 0.5)),
                Figures.nanos(Bootstrap.quantile(theirs, 0.9)),
                name.equals(Contenders.OURS) ? "" : bootstrap.ofQuantiles(ours, theirs, 0.5) + " ×",
                name.equals(Contenders.OURS) ? "" : bootstrap.ofQuantiles(ours, theirs, 0.1) + " ×"));
        return table.toString();
    }

    private String targets() {
        Table table = new Table("promise", "statistic", "limit", "ratio [95 %]", "per process", "kept");
        for (Target target : Target.ALL) {
            Ratio ratio = ratio(target);
            String promise =
                    target.workload().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " / " + target.theirs();
            String limit = Figures.number(target.limit(), 2);
            if (ratio == null) {
                table.row(promise, target.statistic(), limit, "not measured", "", "-");
            } else {
                table.row(
                        promise,
                        target.statistic(),
                        limit,
                        ratio.toString(),
                        perFork(target),
                        ratio.value() <= target.limit() ? "yes" : "NO");
            }
        }
        return table.toString();
    }

    /** Null if the other did not take part. */
    private Ratio ratio(Target target) {
        Map<String, double[]> nanos =
                RatioSamples.pooled(forks, target.workload().name());
        double[] theirs = nanos.get(target.theirs());
        return theirs == null ? null : bootstrap.ofQuantiles(nanos.get(Contenders.OURS), theirs, target.probability());
    }

    /** Processes differ more than rounds of one process do: compilation and layout are drawn once each. */
    private String perFork(Target target) {
        return forks.stream()
                .map(fork -> {
                    Map<String, double[]> nanos =
                            fork.nanos().get(target.workload().name());
                    double ours = Bootstrap.quantile(nanos.get(Contenders.OURS), target.probability());
                    double theirs = Bootstrap.quantile(nanos.get(target.theirs()), target.probability());
                    return Figures.number(ours / theirs, 2);
                })
                .collect(Collectors.joining(" "));
    }
}
