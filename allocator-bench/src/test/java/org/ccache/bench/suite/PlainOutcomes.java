package org.ccache.bench.suite;

import java.util.List;
import java.util.Map;
import org.ccache.bench.peer.PeerStats;

/** Made-up outcomes. */
final class PlainOutcomes {

    private PlainOutcomes() {}

    static Outcome of(String workload, String peer, int round, double nanos) {
        return of(workload, peer, round, nanos, 0, 0);
    }

    static Outcome of(String workload, String peer, int round, double nanos, double stolen, double others) {
        return new Outcome(
                workload,
                peer,
                round,
                "",
                false,
                "",
                "1.0",
                1,
                2,
                450,
                1_000_000,
                (long) (nanos * 1_000_000),
                1_000_000,
                stolen,
                others,
                0,
                0,
                1 << 20,
                1 << 20,
                0,
                1 << 19,
                0,
                0,
                PeerStats.NONE,
                List.of(1L, 2L),
                Map.of());
    }
}
