package org.ccache.bench.measure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Rounds of one or more processes, by scenario and contender, and what reports say of them. */
public final class Samples {
    private final List<Map<String, Map<String, double[]>>> processes;
    private final Bootstrap bootstrap;

    public Samples(List<Map<String, Map<String, double[]>>> processes, long seed) {
        this.processes = processes;
        this.bootstrap = new Bootstrap(seed);
    }

    /** Everything that was compared. */
    public Set<String> scenarios() {
        return processes.getFirst().keySet();
    }

    /** Rounds of all processes one after the other, by contender. */
    public Map<String, double[]> pooled(String scenario) {
        Map<String, double[]> pooled = new LinkedHashMap<>();
        for (String contender : processes.getFirst().get(scenario).keySet()) {
            pooled.put(
                    contender,
                    processes.stream()
                            .flatMapToDouble(process ->
                                    Arrays.stream(process.get(scenario).get(contender)))
                            .toArray());
        }
        return pooled;
    }

    public Map<String, Double> medians(String scenario) {
        Map<String, Double> medians = new LinkedHashMap<>();
        pooled(scenario).forEach((name, nanos) -> medians.put(name, Bootstrap.quantile(nanos, 0.5)));
        return medians;
    }

    /**
     * Every contender's times, and ours beside each.
     *
     * @param heading of one more column
     * @param cell of a contender in it
     */
    public Table times(String scenario, String heading, Function<String, String> cell) {
        Table table =
                new Table("contender", "p10, ns", "median, ns", "p90, ns", "ccache is, by median [95 %]", heading);
        pooled(scenario)
                .forEach((name, nanos) -> table.row(
                        name,
                        Figures.nanos(Bootstrap.quantile(nanos, 0.1)),
                        Figures.nanos(Bootstrap.quantile(nanos, 0.5)),
                        Figures.nanos(Bootstrap.quantile(nanos, 0.9)),
                        beside(scenario, name, 0.5),
                        cell.apply(name)));
        return table;
    }

    /** Our ratio to a contender as a cell; empty in our own row. */
    public String beside(String scenario, String contender, double quantile) {
        return contender.equals(Contender.OURS) ? "" : Figures.ratio(ratio(scenario, contender, quantile)) + " ×";
    }

    /** The ratio that a promise is about; null if the other did not take part. */
    public Ratio ratio(PromisedRatio promised) {
        return ratio(promised.scenario(), promised.theirs(), promised.quantile());
    }

    private Ratio ratio(String scenario, String theirs, double quantile) {
        Map<String, double[]> nanos = pooled(scenario);
        return nanos.containsKey(theirs)
                ? bootstrap.ofQuantiles(nanos.get(Contender.OURS), nanos.get(theirs), quantile)
                : null;
    }

    /** The same of each process: they differ more than rounds of one do, for compilation and layout are drawn once each. */
    public double[] ratios(PromisedRatio promised) {
        return processes.stream()
                .map(process -> process.get(promised.scenario()))
                .mapToDouble(nanos -> Bootstrap.quantile(nanos.get(Contender.OURS), promised.quantile())
                        / Bootstrap.quantile(nanos.get(promised.theirs()), promised.quantile()))
                .toArray();
    }

    /** Promises held against these rounds. */
    public List<Judgement> judge(List<PromisedRatio> promises) {
        return promises.stream()
                .map(promised -> promised.promise().of(ratio(promised)))
                .toList();
    }
}
