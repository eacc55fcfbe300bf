package org.ccache.bench.ratio;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.PromisedRatio;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.measure.Samples;
import org.ccache.bench.measure.Table;

/** The samples of one or more processes as tables: every arm's times, and each promised ratio. */
public final class RatioReport {
    private static final List<PromisedRatio> PROMISED = List.of(
            new PromisedRatio(Promises.PAIR_CALLS, RatioWorkload.PAIR.name(), RatioArms.EMPTY, 0.1),
            new PromisedRatio(Promises.PAIR_STACK, RatioWorkload.PAIR.name(), RatioArms.STACK, 0.5),
            new PromisedRatio(Promises.PAIR_TCMALLOC, RatioWorkload.PAIR.name(), "tcmalloc", 0.5),
            new PromisedRatio(Promises.PAIR_MALLOC, RatioWorkload.PAIR.name(), "malloc", 0.5),
            new PromisedRatio(Promises.REPLACE_TCMALLOC, RatioWorkload.SLOT_REPLACE.name(), "tcmalloc", 0.5),
            new PromisedRatio(Promises.REPLACE_MALLOC, RatioWorkload.SLOT_REPLACE.name(), "malloc", 0.5));

    private final List<RatioSamples> forks;
    private final Samples samples;

    public RatioReport(List<RatioSamples> forks, long seed) {
        this.forks = forks;
        this.samples = new Samples(forks.stream().map(RatioSamples::nanos).toList(), seed);
    }

    /** Everything, as Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        for (RatioWorkload workload : RatioWorkload.values()) {
            text.append("### ")
                    .append(workload.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append("\n\n")
                    .append(workload.description())
                    .append("; nanoseconds per pair, and the ratio of medians\n\n")
                    .append(samples.times(
                            workload.name(), Map.of("by p10 [95 %]", arm -> samples.beside(workload.name(), arm, 0.1))))
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

    /** What is promised of the ratios, and what they are. */
    public List<Judgement> judgements() {
        return samples.judge(PROMISED);
    }

    private String promises() {
        Table table = new Table("promise", "limit", "ratio [95 %]", "per process", "verdict");
        for (PromisedRatio promised : PROMISED) {
            Judgement judged = promised.promise().of(samples.ratio(promised));
            table.row(
                    judged.what(),
                    Figures.number(promised.promise().limit(), 2),
                    judged.figure(),
                    judged.measured() ? perProcess(promised) : "",
                    judged.word());
        }
        return table.toString();
    }

    private String perProcess(PromisedRatio promised) {
        return DoubleStream.of(samples.ratios(promised))
                .mapToObj(ratio -> Figures.number(ratio, 2))
                .collect(Collectors.joining(" "));
    }
}
