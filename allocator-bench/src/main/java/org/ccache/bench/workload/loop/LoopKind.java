package org.ccache.bench.workload.loop;

import org.ccache.bench.workload.Needs;

/** Which blocks are live, and who frees them. */
enum LoopKind {
    PAIR(
            "pair",
            "one thread allocates a block of " + LoopLane.SIZES + " and frees it at once",
            "allocation and free",
            false),
    SLOT_REPLACE(
            "slot-replace",
            "one thread frees a random one of 8,192 blocks and puts another in its place, of " + LoopLane.SIZES,
            "free and allocation",
            false),
    BURST(
            "burst",
            "one thread allocates 100 blocks of " + LoopLane.SIZES
                    + ", then frees the older 50 in order of age and the newer in reverse",
            "allocation and free",
            false),
    HAND_OFF(
            "hand-off",
            "a thread allocates blocks of " + LoopLane.SIZES + " and another one frees them, in batches of "
                    + HandedBatchesLane.BATCH + " and at most " + HandedBatchesLane.BATCH * HandedBatchesLane.BATCHES
                    + " on the way; one such pair of threads for two processors",
            "allocation in one thread, free in another",
            true);

    private final String title;
    private final String what;
    private final String operation;
    private final boolean otherThreads;

    LoopKind(String title, String what, String operation, boolean otherThreads) {
        this.title = title;
        this.what = what;
        this.operation = operation;
        this.otherThreads = otherThreads;
    }

    String title() {
        return title;
    }

    String what() {
        return what;
    }

    String operation() {
        return operation;
    }

    /** Where blocks are touched, what was written must be there at the free. */
    Needs needs(boolean touched) {
        return new Needs(otherThreads, touched, LoopLane.MOST);
    }
}
