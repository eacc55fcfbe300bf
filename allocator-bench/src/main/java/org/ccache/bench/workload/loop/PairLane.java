package org.ccache.bench.workload.loop;

import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.RandomStream;

/** Allocate and free at once: always the top of one stack, and mostly the cost of the call. */
final class PairLane extends LoopLane {

    PairLane(Peer peer, boolean touched, RandomStream random) {
        super(peer, 1, touched, random);
    }

    @Override
    protected void work() {
        while (!stopped()) {
            pairs();
            freed(CHUNK);
        }
    }

    private void pairs() {
        for (int i = 0; i < CHUNK; i++) {
            allocate(0, draw());
            free(0);
        }
    }
}
