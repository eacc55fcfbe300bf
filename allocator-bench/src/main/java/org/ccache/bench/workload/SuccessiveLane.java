package org.ccache.bench.workload;

import org.ccache.bench.peer.Peer;

/** A lane of threads that follow each other: each does a part of the work, starts its successor and ends. */
abstract class SuccessiveLane extends Lane {
    private final Peer peer;

    SuccessiveLane(Peer peer) {
        this.peer = peer;
    }

    /** One thread's part; returns early if {@link #stopped()}. */
    abstract void generation();

    /** Frees all blocks, in the last thread. */
    abstract void freeAll();

    /** Called when a part failed and no more follow: those who wait for this lane must not. */
    void failed() {}

    @Override
    protected final boolean endsWithFirstThread() {
        return false;
    }

    @Override
    protected final void work() {
        try {
            generation();
            if (stopped()) {
                freeAll();
                end();
            } else {
                thread(peer, this::work).start();
            }
        } catch (Throwable e) { // whatever it is: nobody follows, and the harness must hear of it
            fail(e);
            failed();
            end();
        }
    }
}
