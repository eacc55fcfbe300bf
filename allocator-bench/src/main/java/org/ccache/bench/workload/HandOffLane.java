package org.ccache.bench.workload;

import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * An open-loop lane whose dropped blocks are freed by a second thread. That thread sleeps when there is nothing to
 * free, so it frees the blocks of a few batches at a time; requested bytes leave out blocks on the way to it.
 */
final class HandOffLane extends OpenLoopLane {
    /** Batches on the way: if there are more, batches wait, and their latency says so. */
    private static final int IN_TRANSIT = 1024;

    private final Peer peer;
    private final BlockTable transit;
    private final HandOver ring = new HandOver(IN_TRANSIT, HandOverWait.NAP);

    /** First slot of the batch under way in {@code transit}; of the first thread. */
    private int base;

    HandOffLane(Peer peer, long intervalNanos, long seed) {
        super(peer, intervalNanos, seed);
        this.peer = peer;
        this.transit = peer.table(IN_TRANSIT * BATCH);
    }

    @Override
    protected void work() throws Exception {
        Thread freeing = thread(peer, this::freeAll);
        freeing.start();
        try {
            super.work();
        } finally {
            ring.close();
            freeing.join();
        }
    }

    private void freeAll() {
        try {
            for (int at = ring.take(); at >= 0; at = ring.take()) {
                for (int i = 0; i < BATCH; i++) {
                    transit.free(at * BATCH + i);
                }
                ring.release();
            }
        } catch (Throwable e) { // whatever it is, the harness must hear of it
            fail(e);
        } finally {
            ring.abandon();
        }
    }

    @Override
    protected void beginBatch() {
        base = ring.claim() * BATCH;
    }

    @Override
    protected void drop(int slot, int i) {
        table.exchange(slot, transit, base + i);
    }

    @Override
    protected void endBatch() {
        ring.publish();
    }
}
