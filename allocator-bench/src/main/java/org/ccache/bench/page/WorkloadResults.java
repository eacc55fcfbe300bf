package org.ccache.bench.page;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.workload.ComparedTime;

/** All peers on one workload, and the product's ratio to each over the rounds that both have. */
final class WorkloadResults {
    /** Where the product has fewer live bytes, the process grows by the JVM's noise: memory is shown and not judged. */
    static final long JUDGED_BYTES = 4L << 20;

    /** Least growth: below it a ratio would be one of a few pages. */
    static final long LEAST_BYTES = 64L << 10;

    private static final String NOTHING = "void";

    private final WorkloadFacts facts;
    private final Bootstrap bootstrap;
    private final Map<String, Series> series = new LinkedHashMap<>();
    private final Map<String, Optional<PeerRatio>> ratios = new HashMap<>();

    WorkloadResults(WorkloadFacts facts, Bootstrap bootstrap) {
        this.facts = facts;
        this.bootstrap = bootstrap;
    }

    void add(Outcome outcome) {
        series.computeIfAbsent(outcome.peer(), peer -> new Series()).add(outcome);
    }

    String name() {
        return facts.name();
    }

    WorkloadFacts facts() {
        return facts;
    }

    /** Of a peer; empty if it left nothing. */
    Series of(String peer) {
        return series.getOrDefault(peer, new Series());
    }

    Series ours() {
        return of(Arm.OURS);
    }

    Map<String, Series> all() {
        return series;
    }

    /** Rounds that any peer has. */
    int rounds() {
        return (int) series.values().stream()
                .flatMap(one -> one.rounds().keySet().stream())
                .distinct()
                .count();
    }

    /** Nanoseconds that are compared. */
    double time(Outcome outcome) {
        return facts.processorTime() ? outcome.cpuNanosPerOperation() : outcome.nanosPerOperation();
    }

    /**
     * What the JVM and the harness grow by on this workload: the median of the peer that allocates nothing, if it ran.
     */
    double ownGrowth() {
        Series nothing = of(NOTHING);
        return nothing.measured() ? Math.max(0, nothing.median(Outcome::peakBytes)) : 0;
    }

    /** Whether {@link #ownGrowth} is known. */
    boolean ownGrowthKnown() {
        return of(NOTHING).measured();
    }

    /** Bytes that are compared. */
    double memory(Outcome outcome) {
        return Math.max(LEAST_BYTES, outcome.peakBytes() - ownGrowth());
    }

    /** Values by round; where the system did not tell, none, nor of the memory that is subtracted from all. */
    SortedMap<Integer, Double> values(Quantity quantity, String peer) {
        SortedMap<Integer, Double> values = new TreeMap<>();
        of(peer).rounds().forEach((round, outcome) -> {
            if (quantity == Quantity.TIME) {
                values.put(round, time(outcome));
            } else if (outcome.peakBytes() >= 0 && !peer.equals(NOTHING)) {
                values.put(round, memory(outcome));
            }
        });
        return values;
    }

    /** NaN if there is none. */
    double median(Quantity quantity, String peer) {
        double[] values = values(quantity, peer).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        return values.length == 0 ? Double.NaN : Bootstrap.quantile(values, 0.5);
    }

    /** Whether memory takes part in verdicts and means here: a rule about the workload, not about results. */
    boolean memoryJudged() {
        return ours().median(Outcome::requestedPeak) >= JUDGED_BYTES;
    }

    /** Whether the product's figure takes part in means, counts and promises. */
    boolean judged(Quantity quantity) {
        return !loop() && !values(quantity, Arm.OURS).isEmpty() && may(quantity);
    }

    /** Calls alone, which stand for themselves. */
    boolean loop() {
        return facts.group().loop();
    }

    private boolean may(Quantity quantity) {
        return quantity == Quantity.TIME ? facts.judged() != ComparedTime.LATENCY : memoryJudged();
    }

    /** The product to a peer; empty if they have no round in common. */
    Optional<PeerRatio> ratio(Quantity quantity, String peer) {
        return ratios.computeIfAbsent(quantity + " " + peer, key -> compute(quantity, peer));
    }

    private Optional<PeerRatio> compute(Quantity quantity, String peer) {
        double[] logs = logs(quantity, peer);
        if (logs.length == 0) {
            return Optional.empty();
        }
        Ratio ratio = bootstrap.ofStrata(List.of(logs));
        Difference difference =
                may(quantity) ? Difference.of(ratio, logs.length, resolution(quantity)) : Difference.WITHHELD;
        return Optional.of(new PeerRatio(peer, ratio, logs.length, difference));
    }

    /** Logarithms of the product's value to the peer's, of the rounds that both have. */
    double[] logs(Quantity quantity, String peer) {
        SortedMap<Integer, Double> theirs = values(quantity, peer);
        return values(quantity, Arm.OURS).entrySet().stream()
                .filter(entry -> theirs.containsKey(entry.getKey()))
                .mapToDouble(entry -> Math.log(entry.getValue() / theirs.get(entry.getKey())))
                .toArray();
    }

    /** The product to itself; empty if the control has fewer rounds than a verdict needs. */
    Optional<Ratio> control(Quantity quantity) {
        double[] logs = logs(quantity, Arm.CONTROL);
        return logs.length < Difference.LEAST_ROUNDS
                ? Optional.empty()
                : Optional.of(bootstrap.ofStrata(List.of(logs)));
    }

    /** Logarithm of the ratio that two equal processes may show; NaN if there is no control. */
    double resolution(Quantity quantity) {
        return control(quantity)
                .map(ratio -> Math.max(Math.abs(Math.log(ratio.low())), Math.abs(Math.log(ratio.high()))))
                .orElse(Double.NaN);
    }

    /** Whether a peer has enough rounds beside ours to be the best: as many as a verdict needs, or as the run has. */
    boolean ranked(Quantity quantity, String peer) {
        int least = Math.min(Difference.LEAST_ROUNDS, ours().rounds().size());
        return ratio(quantity, peer).filter(ratio -> ratio.rounds() >= least).isPresent();
    }

    /** The one among some peers that the product is least ahead of. */
    Optional<PeerRatio> best(Quantity quantity, List<PeerFacts> among) {
        return among.stream()
                .filter(peer -> ranked(quantity, peer.name()))
                .flatMap(peer -> ratio(quantity, peer.name()).stream())
                .max(Comparator.comparingDouble(ratio -> ratio.ratio().value()));
    }
}
