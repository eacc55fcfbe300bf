package org.ccache.bench.workload.loop;

import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.HandOver;
import org.ccache.bench.workload.HandOverWait;
import org.ccache.bench.workload.RandomStream;

/**
 * One thread allocates and hands over, a second one frees: every free is of a block of another thread. Blocks go over
 * by batches, since a ring that is written to for each block costs more than the block.
 */
final class HandedBatchesLane extends LoopLane {
    static final int BATCH = 64;
    static final int BATCHES = 16;

    private final Peer peer;
    private final HandOver ring = new HandOver(BATCHES, HandOverWait.SPIN);

    HandedBatchesLane(Peer peer, boolean touched, RandomStream random) {
        super(peer, BATCH * BATCHES, touched, random);
        this.peer = peer;
    }

    @Override
    protected void work() throws InterruptedException {
        Thread freeing = thread(peer, this::freeAll);
        freeing.start();
        try {
            while (!stopped()) {
                allocateBatch(ring.claim() * BATCH);
                ring.publish();
            }
        } finally {
            ring.close();
            freeing.join();
        }
    }

    private void freeAll() {
        try {
            for (int at = ring.take(); at >= 0; at = ring.take()) {
                freeBatch(at * BATCH);
                ring.release();
                freed(BATCH);
            }
        } catch (Throwable e) { // whatever it is, the harness must hear of it
            fail(e);
        } finally {
            ring.abandon();
        }
    }

    private void allocateBatch(int first) {
        for (int i = 0; i < BATCH; i++) {
            allocate(first + i, draw());
        }
    }

    private void freeBatch(int first) {
        for (int i = 0; i < BATCH; i++) {
            free(first + i);
        }
    }
}
