package org.ccache.bench.page;

import java.util.List;
import java.util.Map;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.suite.Outcome;

/** Outcomes made up for tests: a second of window, so that operations follow from the time of one. */
final class MadeOutcomes {
    static final long MIB = 1L << 20;
    private static final long WINDOW = 1_000_000_000L;

    private String discarded = "";
    private String failure = "";
    private long requested = 64 * MIB;
    private long wrong;
    private double cpu = 2;
    private String version = "1.0";
    private PeerStats stats = PeerStats.NONE;
    private List<Long> curve = List.of();
    private Map<String, String> latencies = Map.of();

    MadeOutcomes discarded(String reason) {
        discarded = reason;
        return this;
    }

    MadeOutcomes failure(String reason) {
        failure = reason;
        return this;
    }

    MadeOutcomes requested(long bytes) {
        requested = bytes;
        return this;
    }

    MadeOutcomes wrong(long blocks) {
        wrong = blocks;
        return this;
    }

    /** Processors busy. */
    MadeOutcomes cpu(double busy) {
        cpu = busy;
        return this;
    }

    MadeOutcomes version(String text) {
        version = text;
        return this;
    }

    MadeOutcomes stats(PeerStats own) {
        stats = own;
        return this;
    }

    MadeOutcomes curve(List<Long> pairs) {
        curve = pairs;
        return this;
    }

    MadeOutcomes latencies(Map<String, String> encoded) {
        latencies = encoded;
        return this;
    }

    Outcome of(String workload, String peer, int round, double nanos, long peak) {
        return new Outcome(
                workload,
                peer,
                round,
                failure,
                false,
                discarded,
                version,
                7,
                2,
                450,
                Math.round(WINDOW / nanos),
                WINDOW,
                Math.round(WINDOW * cpu),
                0.002,
                0.011,
                1234,
                0,
                peak,
                peak,
                peak < 0 ? -1 : peak / 8,
                requested,
                1000,
                wrong,
                stats,
                curve,
                latencies);
    }
}
