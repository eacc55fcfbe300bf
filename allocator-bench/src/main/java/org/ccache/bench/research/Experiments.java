package org.ccache.bench.research;

import java.util.List;

/** All experiments, in the order of the page. */
public final class Experiments {
    private static final List<Experiment> ALL = List.of(
            new CpuNumberExperiment(),
            new LostItemExperiment(),
            new PerCpuExperiment(),
            new CasVsRseqExperiment(),
            new SectionLength(),
            new GdbSteps(),
            new CcVsTc(),
            new CidVsCpu(),
            new Hybrid(),
            new SpanCaches());

    private Experiments() {}

    public static List<Experiment> all() {
        return ALL;
    }

    public static List<String> names() {
        return ALL.stream().map(Experiment::name).toList();
    }

    /**
     * The experiment of a name.
     *
     * @throws IllegalArgumentException if none has that name
     */
    public static Experiment named(String name) {
        return ALL.stream()
                .filter(experiment -> experiment.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no experiment is called " + name + "; known: " + names()));
    }
}
