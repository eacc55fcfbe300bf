package org.ccache.bench.workload.loop;

import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.RandomStream;

/** Free the block in a random slot and put one of another size there: what is freed has left the nearest cache. */
final class SlotReplaceLane extends LoopLane {
    private static final int SLOTS = 8192;

    SlotReplaceLane(Peer peer, boolean touched, RandomStream random) {
        super(peer, SLOTS, touched, random);
    }

    @Override
    protected void work() {
        for (int slot = 0; slot < SLOTS; slot++) {
            allocate(slot, draw());
        }
        while (!stopped()) {
            replacements();
            freed(CHUNK);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            free(slot);
        }
    }

    private void replacements() {
        for (int i = 0; i < CHUNK; i++) {
            long drawn = draw();
            int slot = (int) (drawn >>> 32) & SLOTS - 1;
            free(slot);
            allocate(slot, drawn);
        }
    }
}
