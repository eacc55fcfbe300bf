package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.Results;
import org.ccache.bench.workload.Workloads;

/**
 * A folder of the suite's results, computed apart from the report: what documents say is compared with the raw data.
 */
final class SuiteFolder {
    private static final Set<String> NOT_COMPARED =
            Set.of(Arm.OURS, Arm.CONTROL, "tcache", "striped", "slicing", "void");

    private static final Set<String> LOOPS = Set.of("pair", "slot-replace", "burst", "hand-off");
    private static final Set<String> FIXED_RATE = Set.of("echo", "proxy");
    private static final String RECORDED = "replay-";
    private static final long JUDGED_BYTES = 4 << 20;
    private static final double LEAST_BYTES = 64 << 10;

    private final Map<String, Map<String, NavigableMap<Integer, Outcome>>> outcomes = new LinkedHashMap<>();
    private final Bootstrap bootstrap;

    SuiteFolder(String name) throws IOException {
        Results results = Results.read(folder(name));
        for (Outcome outcome : results.outcomes()) {
            if (outcome.discarded().isEmpty() && outcome.failure().isEmpty() && outcome.operations() > 0) {
                outcomes.computeIfAbsent(outcome.workload(), workload -> new LinkedHashMap<>())
                        .computeIfAbsent(outcome.peer(), peer -> new TreeMap<>())
                        .put(outcome.round(), outcome);
            }
        }
        bootstrap = new Bootstrap(Long.parseLong(results.fact("seed")));
    }

    static Path folder(String name) {
        return Documents.DOCS.resolve("results").resolve(name);
    }

    /** Processes that count, of some peers. */
    List<Outcome> processes(Predicate<String> peer) {
        return outcomes.values().stream()
                .flatMap(byPeer -> byPeer.entrySet().stream())
                .filter(entry -> peer.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .map(NavigableMap::values)
                .flatMap(Collection::stream)
                .toList();
    }

    private NavigableMap<Integer, Outcome> of(String workload, String peer) {
        return outcomes.get(workload).getOrDefault(peer, new TreeMap<>());
    }

    static double time(Outcome outcome) {
        long nanos = FIXED_RATE.contains(outcome.workload()) ? outcome.cpuNanos() : outcome.windowNanos();
        return (double) nanos / outcome.operations();
    }

    /** Without what the JVM itself grows by. */
    private double memory(Outcome outcome) {
        double own = median(of(outcome.workload(), "void").values(), Outcome::peakBytes, 0);
        return Math.max(LEAST_BYTES, outcome.peakBytes() - Math.max(0, own));
    }

    private static double median(Collection<Outcome> outcomes, ToDoubleFunction<Outcome> value, double none) {
        return outcomes.isEmpty()
                ? none
                : Bootstrap.quantile(outcomes.stream().mapToDouble(value).toArray(), 0.5);
    }

    private ToDoubleFunction<Outcome> value(boolean time) {
        return time ? SuiteFolder::time : this::memory;
    }

    /** Logarithms of ours to a peer's, of the rounds that both have. */
    private double[] logs(boolean time, String workload, String peer) {
        NavigableMap<Integer, Outcome> theirs = of(workload, peer);
        return of(workload, Arm.OURS).entrySet().stream()
                .filter(entry -> theirs.containsKey(entry.getKey()))
                .mapToDouble(entry -> Math.log(value(time).applyAsDouble(entry.getValue())
                        / value(time).applyAsDouble(theirs.get(entry.getKey()))))
                .toArray();
    }

    /** Workloads on which the product's time, or its memory, counts, in the order of reports. */
    private List<String> judged(boolean time) {
        return Workloads.NAMES.stream()
                .filter(outcomes::containsKey)
                .filter(workload -> !LOOPS.contains(workload.replaceFirst("-touched$", "")))
                .filter(workload -> time
                        ? !workload.startsWith("open-loop")
                        : median(of(workload, Arm.OURS).values(), Outcome::requestedPeak, 0) >= JUDGED_BYTES)
                .toList();
    }

    /** Median of the bytes that a process grows by on a peer, as reports have it. */
    double growth(String workload, String peer) {
        return median(of(workload, peer).values(), this::memory, Double.NaN);
    }

    /** Names of the recorded programs that were replayed. */
    List<String> recorded() {
        return judged(true).stream()
                .filter(workload -> workload.startsWith(RECORDED))
                .map(workload -> workload.substring(RECORDED.length()))
                .toList();
    }

    /** Ours to a peer's over all workloads. */
    Ratio geomean(boolean time, String peer) {
        return bootstrap.ofStrata(judged(time).stream()
                .map(workload -> logs(time, workload, peer))
                .toList());
    }

    /** Ours to that of the best peer of each workload. */
    Ratio geomeanOfBests(boolean time) {
        return bootstrap.ofStrata(judged(time).stream()
                .map(workload -> logs(time, workload, best(time, workload)))
                .toList());
    }

    /** Ours to a peer's on one workload. */
    double ratio(boolean time, String workload, String peer) {
        return Math.exp(Arrays.stream(logs(time, workload, peer)).average().orElseThrow());
    }

    /** Which peer the product is least ahead of, among those with as many rounds as the product. */
    String best(boolean time, String workload) {
        int rounds = of(workload, Arm.OURS).size();
        return outcomes.get(workload).keySet().stream()
                .filter(peer -> !NOT_COMPARED.contains(peer))
                .filter(peer -> logs(time, workload, peer).length >= rounds)
                .max(Comparator.comparingDouble(peer -> ratio(time, workload, peer)))
                .orElseThrow();
    }
}
