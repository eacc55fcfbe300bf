package org.ccache.bench.suite;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.peer.PeerStats;

/**
 * What one process of the suite measured: a line of its results.jsonl. Bytes and nanoseconds.
 *
 * @param workload its name
 * @param peer the allocator's name; the second run of the product in a round is {@link Arm#CONTROL}
 * @param round number of the round of processes, from 0: those of one workload and round ran back to back in random
 *      order
 * @param failure why there are no figures; empty if there are
 * @param skipped whether {@code failure} is known beforehand or means a peer that is not installed, and no defect
 * @param discarded why the environment made the figures worthless, so that the process ran again; empty if it did not.
 *     Never depends on the figures
 * @param version of the peer
 * @param seed of everything random
 * @param lanes threads, or chains of them
 * @param warmUpMillis from the first operation to the window: what was asked for, and on until compilers and memory
 *     rested
 * @param operations in the window
 * @param windowNanos length of the measured window
 * @param cpuNanos processor time of the whole process in the window
 * @param stolen share of the machine's time that the hypervisor took in the window
 * @param others share of the machine's time that other processes used in the window
 * @param minorFaults in the window
 * @param majorFaults in the window
 * @param peakBytes highest residence of the process over what it was before the peer was opened; -1 if unknown
 * @param endBytes residence over the same, at the end of the window
 * @param restBytes residence over the same, when all blocks were freed
 * @param requestedPeak sum over lanes of the largest requested bytes of live blocks; 0 if the workload does not know
 * @param verified blocks whose contents were checked
 * @param wrong of those, blocks whose contents had changed
 * @param stats of the allocator at the end of the window
 * @param curve residence over the same base, by milliseconds since the lanes started: pairs in one array
 * @param latencies by what they are of: a compressed HdrHistogram in Base64, nanoseconds
 */
public record Outcome(
        String workload,
        String peer,
        @JsonProperty("block") int round,
        String failure,
        boolean skipped,
        String discarded,
        String version,
        long seed,
        int lanes,
        long warmUpMillis,
        long operations,
        long windowNanos,
        long cpuNanos,
        double stolen,
        double others,
        long minorFaults,
        long majorFaults,
        long peakBytes,
        long endBytes,
        long restBytes,
        long requestedPeak,
        long verified,
        long wrong,
        PeerStats stats,
        List<Long> curve,
        Map<String, String> latencies) {

    /** Of a process that has no figures. */
    public static Outcome without(String workload, String peer, int round, String failure, boolean skipped) {
        return new Outcome(
                workload,
                peer,
                round,
                failure,
                skipped,
                "",
                "",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                -1,
                -1,
                -1,
                0,
                0,
                0,
                PeerStats.NONE,
                List.of(),
                Map.of());
    }

    /** The same, kept under another name of the peer. */
    public Outcome as(String name) {
        return copy(name, discarded);
    }

    /** The same, marked as not to be counted, or not if {@code reason} is empty. */
    public Outcome discardedBecause(String reason) {
        return copy(peer, reason);
    }

    private Outcome copy(String newPeer, String newDiscarded) {
        return new Outcome(
                workload,
                newPeer,
                round,
                failure,
                skipped,
                newDiscarded,
                version,
                seed,
                lanes,
                warmUpMillis,
                operations,
                windowNanos,
                cpuNanos,
                stolen,
                others,
                minorFaults,
                majorFaults,
                peakBytes,
                endBytes,
                restBytes,
                requestedPeak,
                verified,
                wrong,
                stats,
                curve,
                latencies);
    }

    /** Whether it has figures that count. */
    public boolean measured() {
        return failure.isEmpty() && discarded.isEmpty();
    }

    /** Wall time of an operation of the whole process: of {@code n} busy lanes, each takes {@code n} times as long. */
    public double nanosPerOperation() {
        return (double) windowNanos / operations;
    }

    /** Processor time of an operation. */
    public double cpuNanosPerOperation() {
        return (double) cpuNanos / operations;
    }
}
