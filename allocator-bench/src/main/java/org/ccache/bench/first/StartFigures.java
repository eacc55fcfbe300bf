package org.ccache.bench.first;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Ratio;

/** The figures of all processes, by workload and arm; processes of a round belong together. */
final class StartFigures {
    private final Map<String, Map<String, Map<Integer, SpeedCurve>>> curves = new LinkedHashMap<>();
    private final Bootstrap bootstrap;

    StartFigures(List<StartRow> rows, long seed) {
        // Arms in one order everywhere: a round's is random.
        for (StartRow row : rows) {
            Map<String, Map<Integer, SpeedCurve>> arms =
                    curves.computeIfAbsent(row.workload(), _ -> new LinkedHashMap<>());
            if (row.outcome().failure().isEmpty()) {
                arms.computeIfAbsent(row.arm(), _ -> new LinkedHashMap<>())
                        .put(row.round(), row.outcome().curve());
            }
        }
        bootstrap = new Bootstrap(seed);
    }

    List<String> workloads() {
        return List.copyOf(curves.keySet());
    }

    boolean has(String workload, String arm) {
        return curves.getOrDefault(workload, Map.of()).containsKey(arm);
    }

    /** Median over the processes; NaN if there are none. */
    double median(String workload, String arm, ToDoubleFunction<SpeedCurve> figure) {
        double[] values = curves.get(workload).getOrDefault(arm, Map.of()).values().stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .toArray();
        return values.length == 0 ? Double.NaN : Bootstrap.quantile(values, 0.5);
    }

    /** Geometric mean over those workloads that both have figures of, each with its rounds; null if there is none. */
    Ratio mean(List<String> workloads, String ours, String theirs, ToDoubleFunction<SpeedCurve> figure) {
        List<double[]> logs = workloads.stream()
                .map(workload -> logs(workload, ours, theirs, figure))
                .filter(of -> of.length > 0)
                .toList();
        return logs.isEmpty() ? null : bootstrap.ofStrata(logs);
    }

    /** Whether one of the workloads has two rounds of both or more: else that mean's interval means nothing. */
    boolean resamples(List<String> workloads, String ours, String theirs, ToDoubleFunction<SpeedCurve> figure) {
        return workloads.stream().anyMatch(workload -> logs(workload, ours, theirs, figure).length > 1);
    }

    /** Of how many of the workloads that mean is. */
    long compared(List<String> workloads, String ours, String theirs, ToDoubleFunction<SpeedCurve> figure) {
        return workloads.stream()
                .filter(workload -> logs(workload, ours, theirs, figure).length > 0)
                .count();
    }

    /** Geometric mean of the medians over the workloads that all of the arms have figures of; NaN if there is none. */
    double geomean(List<String> workloads, String arm, List<String> all, ToDoubleFunction<SpeedCurve> figure) {
        return Math.exp(workloads.stream()
                .filter(workload -> all.stream().allMatch(one -> Double.isFinite(median(workload, one, figure))))
                .mapToDouble(workload -> Math.log(median(workload, arm, figure)))
                .average()
                .orElse(Double.NaN));
    }

    private double[] logs(String workload, String ours, String theirs, ToDoubleFunction<SpeedCurve> figure) {
        Map<String, Map<Integer, SpeedCurve>> arms = curves.get(workload);
        Map<Integer, SpeedCurve> first = arms.getOrDefault(ours, Map.of());
        Map<Integer, SpeedCurve> second = arms.getOrDefault(theirs, Map.of());
        List<Double> logs = new ArrayList<>();
        for (int round : new TreeSet<>(first.keySet())) {
            if (second.containsKey(round)) {
                logs.add(Math.log(figure.applyAsDouble(first.get(round)) / figure.applyAsDouble(second.get(round))));
            }
        }
        return Arrays.stream(logs.toArray(Double[]::new))
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
    }
}
