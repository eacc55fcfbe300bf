package org.ccache.bench.suite;

import java.util.List;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.workload.Workloads;

/** The plans that have a name. */
public final class SuiteSets {
    private static final long SEED = 1;

    /** A workload asked for by name gets as many rounds as a small difference needs. */
    private static final int ROUNDS_OF_ONE = 10;

    private static final List<String> QUICK_WORKLOADS =
            List.of("larson", "xmalloc", "mstress", "rptest", "glibc-thread", "sh6-like", "netty-websocket");

    private static final List<String> QUICK_PEERS =
            List.of("ccache", "malloc", "tcmalloc", "jemalloc", "mimalloc", "netty-adaptive", "void");

    private SuiteSets() {}

    /** At most five minutes: nothing to publish. */
    public static SuitePlan quick() {
        return new SuitePlan("quick", QUICK_WORKLOADS, QUICK_PEERS, 2, 1, 2, SEED, 200, 250, "");
    }

    /**
     * Everything on everyone, at most an hour: recorded programs, of which there are many, and loops get one round, and
     * loops none on peers that are shown for orientation.
     */
    public static SuitePlan full() {
        return new SuitePlan("full", Workloads.NAMES, PeerList.NAMES, 2, 1, 1, SEED, 400, 600, "");
    }

    /** A few workloads on everyone, closely. */
    public static SuitePlan only(List<String> workloads) {
        return new SuitePlan(
                String.join("+", workloads),
                workloads,
                PeerList.NAMES,
                ROUNDS_OF_ONE,
                3,
                ROUNDS_OF_ONE,
                SEED,
                500,
                600,
                "");
    }
}
