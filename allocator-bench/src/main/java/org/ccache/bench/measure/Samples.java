package org.ccache.bench.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Rounds of one or more processes, by scenario and arm, and what reports say of them. */
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

    /** Rounds of all processes one after the other, by arm. */
    public Map<String, double[]> pooled(String scenario) {
        Map<String, double[]> pooled = new LinkedHashMap<>();
        for (String arm : processes.getFirst().get(scenario).keySet()) {
            pooled.put(
                    arm,
                    processes.stream()
                            .flatMapToDouble(process ->
                                    Arrays.stream(process.get(scenario).get(arm)))
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
     * Every arm's times in nanoseconds, and the ratio of our median to each.
     *
     * @param more columns by heading, each with the cell of an arm
     */
    public Table times(String scenario, Map<String, Function<String, String>> more) {
        List<String> header = new ArrayList<>(List.of("peer", "p10", "median", "p90", "ccache ÷ it [95 %]"));
        header.addAll(more.keySet());
        Table table = new Table(header.toArray(String[]::new));
        pooled(scenario).forEach((name, nanos) -> {
            List<String> row = new ArrayList<>(List.of(
                    name,
                    Figures.nanos(Bootstrap.quantile(nanos, 0.1)),
                    Figures.nanos(Bootstrap.quantile(nanos, 0.5)),
                    Figures.nanos(Bootstrap.quantile(nanos, 0.9)),
                    beside(scenario, name, 0.5)));
            more.values().forEach(cell -> row.add(cell.apply(name)));
            table.row(row.toArray(String[]::new));
        });
        return table;
    }

    /** Our ratio to an arm as a cell; empty in our own row. */
    public String beside(String scenario, String arm, double quantile) {
        return arm.equals(Arm.OURS) ? "" : Figures.ratio(ratio(scenario, arm, quantile));
    }

    /** The ratio that a promise is about; null if the other did not take part. */
    public Ratio ratio(PromisedRatio promised) {
        return ratio(promised.scenario(), promised.theirs(), promised.quantile());
    }

    private Ratio ratio(String scenario, String theirs, double quantile) {
        Map<String, double[]> nanos = pooled(scenario);
        return nanos.containsKey(theirs)
                ? bootstrap.ofQuantiles(nanos.get(Arm.OURS), nanos.get(theirs), quantile)
                : null;
    }

    /**
     * The same of each process: they differ more than rounds of one do, for compilation and layout are drawn once each.
     */
    public double[] ratios(PromisedRatio promised) {
        return processes.stream()
                .map(process -> process.get(promised.scenario()))
                .mapToDouble(nanos -> Bootstrap.quantile(nanos.get(Arm.OURS), promised.quantile())
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
