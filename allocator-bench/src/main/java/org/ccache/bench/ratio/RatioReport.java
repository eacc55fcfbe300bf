package org.ccache.bench.ratio;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.PromisedRatio;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;

/** The samples of one or more processes as tables: every contender's times, and each promised ratio. */
public final class RatioReport {
    private static final List<PromisedRatio> PROMISED = List.of(
            new PromisedRatio(Promises.PAIR_CALLS, Workload.PAIR.name(), Contenders.EMPTY, 0.1),
            new PromisedRatio(Promises.PAIR_STACK, Workload.PAIR.name(), Contenders.STACK, 0.5),
            new PromisedRatio(Promises.PAIR_TCMALLOC, Workload.PAIR.name(), "tcmalloc", 0.5),
            new PromisedRatio(Promises.PAIR_MALLOC, Workload.PAIR.name(), "malloc", 0.5),
            new PromisedRatio(Promises.REPLACE_TCMALLOC, Workload.SLOT_REPLACE.name(), "tcmalloc", 0.5),
            new PromisedRatio(Promises.REPLACE_MALLOC, Workload.SLOT_REPLACE.name(), "malloc", 0.5));

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
        text.append("### Promised ratios of ccache to others\n\n").append(promises());
        forks.getFirst()
                .skipped()
                .forEach(line -> text.append('\n').append(line).append('\n'));
        return text.append("\nTime taken by the hypervisor meanwhile: ")
                .append(Figures.share(forks.stream()
                        .mapToDouble(RatioSamples::steal)
                        .average()
                        .orElse(0)))
                .append('\n')
                .toString();
    }

    /** Whether no promised ratio that could be measured is above its limit. */
    public boolean kept() {
        return judgements().stream().noneMatch(Judgement::broken);
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

    /** What is promised of the ratios, and what they are. */
    public List<Judgement> judgements() {
        return PROMISED.stream()
                .map(promised -> promised.promise().of(ratio(promised)))
                .toList();
    }

    private String promises() {
        Table table = new Table("promise", "limit", "ratio [95 %]", "per process", "verdict");
        for (PromisedRatio promised : PROMISED) {
            Judgement judged = promised.promise().of(ratio(promised));
            table.row(
                    judged.what(),
                    Figures.number(promised.promise().limit(), 2),
                    judged.figure(),
                    judged.measured() ? perFork(promised) : "",
                    judged.word());
        }
        return table.toString();
    }

    /** Null if the other did not take part. */
    private Ratio ratio(PromisedRatio promised) {
        Map<String, double[]> nanos = RatioSamples.pooled(forks, promised.scenario());
        double[] theirs = nanos.get(promised.theirs());
        return theirs == null ? null : bootstrap.ofQuantiles(nanos.get(Contenders.OURS), theirs, promised.quantile());
    }

    /** Processes differ more than rounds of one process do: compilation and layout are drawn once each. */
    private String perFork(PromisedRatio promised) {
        return forks.stream()
                .map(fork -> {
                    Map<String, double[]> nanos = fork.nanos().get(promised.scenario());
                    double ours = Bootstrap.quantile(nanos.get(Contenders.OURS), promised.quantile());
                    double theirs = Bootstrap.quantile(nanos.get(promised.theirs()), promised.quantile());
                    return Figures.number(ours / theirs, 2);
                })
                .collect(Collectors.joining(" "));
    }
}
