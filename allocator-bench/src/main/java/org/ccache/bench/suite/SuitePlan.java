package org.ccache.bench.suite;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.workload.Replay;
import org.ccache.bench.workload.Workloads;

/**
 * Which processes run, in which order. Round by round, so that a run that is stopped has some rounds of everything; in
 * a round workload by workload, and the peers of a workload back to back in random order, so that what disturbs the
 * machine for a minute disturbs all of them.
 *
 * @param name of the plan: quick, full, or what was asked for
 * @param workloads in the order of reports
 * @param peers in the order of reports; the product appears twice in each round, the second time as the control
 * @param rounds of most peers; folders of results and other builds know them as blocks
 * @param boundRounds of bounds and of those that are shown for orientation
 * @param replayRounds of recorded programs, to which a round brings no other random numbers, and of loops, which are
 *     in no mean. Where it is less than {@code rounds}, a plan that is short of time, peers that are shown for
 *     orientation have no loops. 0, as in folders of older builds: as many as of others
 * @param seed of order, sizes and everything else random
 * @param warmUpMillis least of each process, before its window
 * @param windowMillis measured in each process
 * @param cpus as taskset takes them; empty for all
 */
public record SuitePlan(
        String name,
        List<String> workloads,
        List<String> peers,
        @JsonProperty("blocks") int rounds,
        @JsonProperty("boundBlocks") int boundRounds,
        int replayRounds,
        long seed,
        long warmUpMillis,
        long windowMillis,
        String cpus)
        implements Plan {

    /** From the start of a process to the first operation, and from the last one to its end. */
    private static final long START_MILLIS = 930;

    /** The warm-up takes so many times its least: 964 processes of 2026-11-28 took 1,331 ms instead of 400. */
    private static final double WARM_UPS = 3.3;

    /** Processes that run for one that counts: 964 for 926 there, since others were disturbed. */
    private static final double DISTURBED = 1.04;

    /** One process; {@code peer} is as the command line takes it, or {@link Arm#CONTROL}. */
    public record Step(String workload, String peer, int round) {

        /** The same, with the peer's name in results. */
        public Step published() {
            return new Step(workload, Peers.published(peer), round);
        }

        /** The allocator that runs. */
        public String allocator() {
            return peer.equals(Arm.CONTROL) ? Arm.OURS : peer;
        }

        /** Why the pair does not fit; empty if it does. */
        public String refusal() {
            return Workloads.named(workload).needs().refusal(Peers.info(allocator()));
        }
    }

    @Override
    public SuitePlan published() {
        List<String> names = peers.stream().map(Peers::published).toList();
        return new SuitePlan(
                name, workloads, names, rounds, boundRounds, replayRounds, seed, warmUpMillis, windowMillis, cpus);
    }

    /** All steps, in order. The same plan has the same steps. */
    public List<Step> steps() {
        Random order = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (String workload : workloads) {
                List<Step> together = new ArrayList<>();
                for (String peer : peers) {
                    if (round < roundsOf(workload, peer)) {
                        together.add(new Step(workload, peer, round));
                    }
                    if (peer.equals(Arm.OURS) && round < roundsOf(workload, Arm.CONTROL)) {
                        together.add(new Step(workload, Arm.CONTROL, round));
                    }
                }
                Collections.shuffle(together, order);
                steps.addAll(together);
            }
        }
        return steps;
    }

    /** Processes of a peer on a workload. */
    public int roundsOf(String workload, String peer) {
        boolean loop = Workloads.group(workload).loop();
        boolean fewer = replayRounds != 0 && replayRounds < rounds && (loop || Replay.is(workload));
        int most = fewer ? replayRounds : rounds;
        if (!Peers.known(peer)) { // the control, or a peer of another build
            return most;
        }
        PeerInfo info = Peers.info(peer);
        if (loop && fewer && info.orientation()) {
            return 0;
        }
        return info.family() == PeerInfo.Family.BOUND || info.orientation() ? Math.min(most, boundRounds) : most;
    }

    /** About how long it takes, on two processors that do nothing else. */
    public Duration expected() {
        long processes =
                steps().stream().filter(step -> step.refusal().isEmpty()).count();
        double millis = START_MILLIS + WARM_UPS * warmUpMillis + windowMillis;
        return Duration.ofMillis(Math.round(processes * millis * DISTURBED));
    }

    /** What a process of this plan is told. Peers of a round see the same random numbers. */
    public LoadTask task(Step step) {
        return new LoadTask(
                step.workload(), step.allocator(), step.round(), seed + step.round(), warmUpMillis, windowMillis);
    }
}
