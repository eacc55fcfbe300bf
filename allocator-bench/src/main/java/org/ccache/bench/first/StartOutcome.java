package org.ccache.bench.first;

import java.util.List;
import org.ccache.bench.peer.PeerStats;

/**
 * What came of one process.
 *
 * @param failure why there are no figures; empty if there are
 * @param version of the peer, as it says itself
 * @param mode of the peer
 * @param openNanos to make the allocator, which is in no other figure
 * @param curve null if there are none
 * @param verified blocks whose ends were as written when they were freed, or not
 * @param wrong those of them that were not
 * @param aborts of sequences; {@link PeerStats#UNKNOWN} where there are none
 * @param stolen share of the machine's time that the hypervisor took
 * @param others share that other processes took
 * @param problems that the peer's audit found
 */
public record StartOutcome(
        String failure,
        String version,
        String mode,
        long openNanos,
        SpeedCurve curve,
        long verified,
        long wrong,
        long aborts,
        double stolen,
        double others,
        List<String> problems) {

    static StartOutcome without(String failure) {
        return new StartOutcome(failure, "", "", 0, null, 0, 0, PeerStats.UNKNOWN, 0, 0, List.of());
    }

    /** The mode without its reason, which is of each process. */
    String modeInForce() {
        return mode.replaceFirst(":.*", "");
    }

    /** Whether every block was as it had been written, and all are accounted for. */
    boolean sound() {
        return wrong == 0 && problems.isEmpty();
    }
}
