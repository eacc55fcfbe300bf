package org.ccache.bench.workload.loop;

import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.RandomStream;

/** Allocate a hundred, free the older half in order of age, the newer in reverse: several classes, each some deep. */
final class BurstLane extends LoopLane {
    private static final int DEPTH = CHUNK;

    BurstLane(Peer peer, boolean touched, RandomStream random) {
        super(peer, DEPTH, touched, random);
    }

    @Override
    protected void work() {
        while (!stopped()) {
            burst();
            freed(DEPTH);
        }
    }

    private void burst() {
        for (int slot = 0; slot < DEPTH; slot++) {
            allocate(slot, draw());
        }
        for (int slot = 0; slot < DEPTH / 2; slot++) {
            free(slot);
        }
        for (int slot = DEPTH - 1; slot >= DEPTH / 2; slot--) {
            free(slot);
        }
    }
}
