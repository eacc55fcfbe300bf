package org.ccache.bench.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;

/**
 * The product in two folders of results. They were measured at different times, so the machine is part of the ratio:
 * the same ratio of the native peers, which did not change, shows how much. A verdict needs an interval beyond both
 * that and the A/A controls.
 */
public final class FolderComparison {
    private static final List<String> UNCHANGED = List.of("malloc", "tcmalloc", "jemalloc", "mimalloc");
    private static final int FEWEST = 3;

    private final Map<String, Map<String, double[]>> before;
    private final Map<String, Map<String, double[]>> after;
    private final List<String> differences = new ArrayList<>();
    private final Bootstrap bootstrap;

    /** Compares the second folder with the first. */
    public FolderComparison(ResultFolder first, ResultFolder second, long seed) throws IOException {
        before = nanos(first);
        after = nanos(second);
        bootstrap = new Bootstrap(seed);
        Map<String, String> then = first.read().environment();
        Map<String, String> now = second.read().environment();
        compare(then, now, SuiteEnvironment.MACHINE);
        compare(plan(then), plan(now), List.of("cpus", "warmUpMillis", "windowMillis"));
    }

    private void compare(Map<String, String> then, Map<String, String> now, List<String> facts) {
        for (String fact : facts) {
            if (SuiteEnvironment.differ(fact, then, now)) {
                differences.add(fact + ": " + then.get(fact) + " and " + now.get(fact));
            }
        }
    }

    private static Map<String, String> plan(Map<String, String> environment) {
        Map<String, String> plan = new LinkedHashMap<>();
        Map<?, ?> fields = Json.parse(environment.getOrDefault(SuiteEnvironment.PLAN, "{}"), Map.class);
        fields.forEach((key, value) -> plan.put(String.valueOf(key), String.valueOf(value)));
        return plan;
    }

    private static Map<String, Map<String, double[]>> nanos(ResultFolder folder) throws IOException {
        Map<String, Map<String, List<Double>>> lists = new LinkedHashMap<>();
        for (Outcome outcome : folder.read().outcomes()) {
            if (outcome.measured()) {
                lists.computeIfAbsent(outcome.workload(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(outcome.peer(), _ -> new ArrayList<>())
                        .add(outcome.nanosPerOperation());
            }
        }
        Map<String, Map<String, double[]>> arrays = new LinkedHashMap<>();
        lists.forEach((workload, byPeer) -> {
            Map<String, double[]> peers = new LinkedHashMap<>();
            byPeer.forEach((peer, values) -> peers.put(
                    peer, values.stream().mapToDouble(Double::doubleValue).toArray()));
            arrays.put(workload, peers);
        });
        return arrays;
    }

    /** Of one workload: the product's ratio, the machine's, and how far both and the controls stray from 1. */
    record Compared(String workload, Ratio ratio, Ratio machine, double resolution) {

        String verdict() {
            if (ratio.low() > resolution) {
                return "SLOWER";
            }
            return ratio.high() < 1 / resolution ? "faster" : "no difference shown";
        }
    }

    /** Of workloads that both folders have the product and its control on, often enough. */
    List<Compared> rows() {
        List<Compared> rows = new ArrayList<>();
        before.forEach((workload, then) -> {
            Map<String, double[]> now = after.getOrDefault(workload, Map.of());
            if (enough(then, Arm.OURS) && enough(now, Arm.OURS)) {
                Ratio ratio = bootstrap.ofGroups(now.get(Arm.OURS), then.get(Arm.OURS));
                Ratio machine = machine(then, now);
                double resolution = Math.max(stray(then), stray(now));
                if (machine != null) {
                    resolution = Math.max(resolution, stray(machine));
                }
                rows.add(new Compared(workload, ratio, machine, resolution));
            }
        });
        return rows;
    }

    private static boolean enough(Map<String, double[]> peers, String peer) {
        return peers.containsKey(peer) && peers.get(peer).length >= FEWEST;
    }

    /** Over all unchanged peers that both have; null if there is none. */
    private Ratio machine(Map<String, double[]> then, Map<String, double[]> now) {
        List<Double> ratios = new ArrayList<>();
        for (String peer : UNCHANGED) {
            if (enough(then, peer) && enough(now, peer)) {
                ratios.add(bootstrap.ofGroups(now.get(peer), then.get(peer)).value());
            }
        }
        if (ratios.isEmpty()) {
            return null;
        }
        double[] all = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        double[] ones = new double[all.length];
        Arrays.fill(ones, 1);
        return bootstrap.ofPairs(all, ones);
    }

    /** How far from 1 the control strays, as a factor above 1. */
    private double stray(Map<String, double[]> peers) {
        return enough(peers, Arm.CONTROL) ? stray(bootstrap.ofGroups(peers.get(Arm.OURS), peers.get(Arm.CONTROL))) : 1;
    }

    private static double stray(Ratio ratio) {
        return Math.max(Math.max(ratio.high(), 1 / ratio.low()), 1);
    }

    /** Whether some workload became slower, as far as the two can be compared. */
    public boolean slower() {
        return differences.isEmpty()
                && rows().stream().anyMatch(row -> row.verdict().equals("SLOWER"));
    }

    /** Whether they were measured under the same circumstances, as far as both tell. */
    public boolean comparable() {
        return differences.isEmpty();
    }

    /** A table, and what makes the two folders hard to compare. */
    public String markdown() {
        Table table = new Table("workload", "second ÷ first [95 %]", "native peers [95 %]", "resolution", "verdict");
        for (Compared row : rows()) {
            table.row(
                    row.workload(),
                    row.ratio().toString(),
                    Figures.ratio(row.machine()),
                    Figures.number(row.resolution(), 3),
                    differences.isEmpty() ? row.verdict() : "not comparable");
        }
        StringBuilder text = new StringBuilder("Time of ccache, the second folder over the first.\n\n").append(table);
        differences.forEach(difference -> text.append("\nThey differ in ").append(difference));
        return text.append(differences.isEmpty() ? "" : "\n").toString();
    }
}
