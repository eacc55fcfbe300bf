package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Json;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.Results;
import org.ccache.bench.suite.SuiteEnvironment;
import org.ccache.bench.suite.SuitePlan;

/** A run, compared: every figure of every form of the report comes from here. */
public final class SuiteResults {
    private final Results folder;
    private final Bootstrap bootstrap;
    private final List<WorkloadResults> workloads;
    private final List<PeerFacts> peers;
    private final Map<String, Optional<Geomean>> geomeans = new LinkedHashMap<>();

    public SuiteResults(Results folder) {
        this(folder, Catalogue.BUILT_IN);
    }

    SuiteResults(Results folder, Catalogue catalogue) {
        this.folder = folder;
        this.bootstrap = new Bootstrap(seed(folder));
        Map<String, WorkloadResults> byName = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (Outcome outcome : folder.outcomes()) {
            byName.computeIfAbsent(
                            outcome.workload(),
                            name -> new WorkloadResults(catalogue.workload().apply(name), bootstrap))
                    .add(outcome);
            names.add(outcome.peer());
        }
        this.workloads = byName.values().stream()
                .sorted(Comparator.comparingInt(one -> Catalogue.place(catalogue.workloads(), one.name())))
                .toList();
        this.peers = names.stream()
                .filter(name -> !name.equals(Arm.OURS) && !name.equals(Arm.CONTROL))
                .sorted(Comparator.comparingInt(name -> Catalogue.place(catalogue.peers(), name)))
                .map(catalogue.peer())
                .toList();
    }

    /** The run's own seed, so that the same folder gives the same intervals. */
    static long seed(Results folder) {
        try {
            return Long.parseLong(folder.fact("seed"));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    Results folder() {
        return folder;
    }

    /** What was to be run; empty if the folder does not say. */
    Optional<SuitePlan> plan() {
        String plan = folder.fact(SuiteEnvironment.PLAN);
        return plan.isEmpty() ? Optional.empty() : Optional.of(Json.parse(plan, SuitePlan.class));
    }

    /** All, in the order of reports. */
    List<WorkloadResults> workloads() {
        return workloads;
    }

    /** The field's: those whose figures may be in means. */
    List<WorkloadResults> field() {
        return workloads.stream().filter(workload -> !workload.loop()).toList();
    }

    /** Loops of calls alone, each beside its touched form. */
    List<WorkloadResults> loops() {
        return workloads.stream().filter(WorkloadResults::loop).toList();
    }

    /** All but the product and its control, in the order of reports. */
    List<PeerFacts> peers() {
        return peers;
    }

    /** Those of some names that took part, in the order of the names. */
    List<PeerFacts> peers(List<String> names) {
        return names.stream()
                .flatMap(name -> peers.stream().filter(peer -> peer.name().equals(name)))
                .toList();
    }

    List<PeerFacts> peers(PeerGroup group) {
        return peers.stream().filter(group::has).toList();
    }

    /** Workloads on which the product's figure counts. */
    List<WorkloadResults> judged(Quantity quantity) {
        return workloads.stream().filter(one -> one.judged(quantity)).toList();
    }

    /** The product to one peer over all workloads that both have; empty if there is none. */
    Optional<Geomean> geomean(Quantity quantity, String peer) {
        return geomeans.computeIfAbsent(
                quantity + " " + peer, key -> geomean(quantity, peer, workload -> Optional.of(peer)));
    }

    /** The product to whichever of a group is best on each workload: more than any one allocator does. */
    Optional<Geomean> geomeanOfBests(Quantity quantity, PeerGroup group) {
        return geomean(
                quantity,
                "the best one on each workload",
                workload -> workload.best(quantity, peers(group)).map(PeerRatio::peer));
    }

    private Optional<Geomean> geomean(Quantity quantity, String whom, Choice choice) {
        List<WorkloadResults> judged = judged(quantity);
        List<double[]> logs = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (WorkloadResults workload : judged) {
            double[] own = choice.peer(workload)
                    .map(peer -> workload.logs(quantity, peer))
                    .orElseGet(() -> new double[0]);
            if (own.length == 0) {
                missing.add(workload.name());
            } else {
                logs.add(own);
            }
        }
        return logs.isEmpty()
                ? Optional.empty()
                : Optional.of(new Geomean(
                        whom,
                        bootstrap.ofStrata(logs),
                        judged.size(),
                        missing,
                        logs.stream().mapToInt(one -> one.length).min().orElse(0)));
    }

    /** Which peer to compare with. */
    private interface Choice {
        Optional<String> peer(WorkloadResults workload);
    }

    /**
     * The single peer that the product is least ahead of. One that can be ranked on less than half of the workloads is
     * no candidate: its mean is over what suits it, or of too few processes. It keeps its own row.
     */
    Optional<Geomean> bestSingle(Quantity quantity, PeerGroup group) {
        return peers(group).stream()
                .filter(peer -> candidate(quantity, peer))
                .flatMap(peer -> geomean(quantity, peer.name()).stream())
                .max(Comparator.comparingDouble(mean -> mean.value()));
    }

    /** PeerGroup that {@link #bestSingle} leaves out. */
    List<String> noCandidates(Quantity quantity, PeerGroup group) {
        return peers(group).stream()
                .filter(peer -> !candidate(quantity, peer))
                .flatMap(peer -> geomean(quantity, peer.name()).stream())
                .map(Geomean::whom)
                .toList();
    }

    private boolean candidate(Quantity quantity, PeerFacts peer) {
        List<WorkloadResults> judged = judged(quantity);
        long ranked = judged.stream()
                .filter(workload -> workload.ranked(quantity, peer.name()))
                .count();
        return 2 * ranked >= judged.size();
    }

    /** Workloads where the product is above a limit of the best value of a group. */
    List<WorkloadResults> above(Quantity quantity, PeerGroup group, double limit) {
        return judged(quantity).stream()
                .filter(workload -> workload.best(quantity, peers(group))
                        .filter(best -> best.value() > limit)
                        .isPresent())
                .toList();
    }

    /** Rounds whose contents had changed, in all processes, also in those that do not count otherwise. */
    long wrong() {
        return folder.outcomes().stream().mapToLong(Outcome::wrong).sum();
    }

    long verified() {
        return folder.outcomes().stream().mapToLong(Outcome::verified).sum();
    }

    /** Most rounds that a workload has. */
    int rounds() {
        return workloads.stream().mapToInt(WorkloadResults::rounds).max().orElse(0);
    }
}
