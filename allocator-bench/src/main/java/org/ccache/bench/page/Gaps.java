package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.suite.SuitePlan;

/**
 * What a run does not have, by name and reason: nothing is dropped in silence. Where {@code env.json} has the plan, the
 * plan counts; else what was seen of any.
 */
final class Gaps {
    private final SuiteResults results;

    Gaps(SuiteResults results) {
        this.results = results;
    }

    /**
     * A reason, and where it holds.
     *
     * @param kind skip, failure or missing
     */
    record Gap(String kind, String peer, String reason, List<String> workloads) {}

    /** Skips, failures and what was not run, each peer's pairs with the same reason together. */
    List<Gap> all() {
        Map<List<String>, List<String>> where = new LinkedHashMap<>();
        for (String peer : peers()) {
            for (WorkloadResults workload : results.workloads()) {
                Series series = workload.of(peer);
                series.skips().forEach(reason -> put(where, "skip", peer, reason, workload));
                series.failures().forEach(reason -> put(where, "failure", peer, reason, workload));
                if (expectedRounds(workload, peer) == 0 && !series.measured()) {
                    put(where, "skip", peer, "the plan has no rounds of it", workload);
                } else if (series.absence().equals("not run")
                        || series.absence().startsWith("discarded")) {
                    put(where, "missing", peer, series.absence(), workload);
                } else if (series.measured() && series.rounds().size() < expectedRounds(workload, peer)) {
                    String few = series.rounds().size() + " of " + expectedRounds(workload, peer) + " rounds";
                    put(where, "missing", peer, few, workload);
                }
            }
        }
        List<Gap> gaps = new ArrayList<>();
        where.forEach((key, workloads) -> gaps.add(new Gap(key.get(0), key.get(1), key.get(2), workloads)));
        return gaps;
    }

    private static void put(
            Map<List<String>, List<String>> where, String kind, String peer, String reason, WorkloadResults workload) {
        where.computeIfAbsent(List.of(kind, peer, reason), key -> new ArrayList<>())
                .add(workload.name());
    }

    private List<String> peers() {
        Set<String> names = new LinkedHashSet<>(List.of(Arm.OURS, Arm.CONTROL));
        results.peers().forEach(peer -> names.add(peer.name()));
        results.plan().ifPresent(plan -> names.addAll(plan.peers()));
        return List.copyOf(names);
    }

    /** Workloads of the plan that left nothing at all. */
    List<String> absentWorkloads() {
        Set<String> seen = new LinkedHashSet<>();
        results.workloads().forEach(workload -> seen.add(workload.name()));
        return results.plan().map(SuitePlan::workloads).orElse(List.of()).stream()
                .filter(name -> !seen.contains(name))
                .toList();
    }

    /** By the plan, which gives some peers fewer; else as many as any peer has. */
    private int expectedRounds(WorkloadResults workload, String peer) {
        return results.plan().map(plan -> plan.roundsOf(workload.name(), peer)).orElse(workload.rounds());
    }

    /** In sentences, for the top of a report; empty if all is there. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>(results.folder().problems());
        if (results.folder().outcomes().isEmpty()) {
            sentences.add("no process has ended yet");
        }
        if (!absentWorkloads().isEmpty()) {
            sentences.add("workloads not run: " + String.join(", ", absentWorkloads()));
        }
        List<Gap> gaps = all();
        long missing = gaps.stream()
                .filter(gap -> gap.kind().equals("missing"))
                .mapToLong(gap -> gap.workloads().size())
                .sum();
        if (missing > 0) {
            sentences.add(Figures.counted(missing, "pair")
                    + " of workload and peer without figures or with too few rounds, though nothing failed:"
                    + " the run did not get to its end");
        }
        long failed = gaps.stream()
                .filter(gap -> gap.kind().equals("failure"))
                .mapToLong(gap -> gap.workloads().size())
                .sum();
        if (failed > 0) {
            sentences.add(Figures.counted(failed, "pair") + " of workload and peer failed: see what has no figures");
        }
        return sentences;
    }
}
