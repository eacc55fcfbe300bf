package org.ccache.bench.footprint;

import org.ccache.bench.peer.Peer;

/** One program of which the memory is measured. It runs once in its process, on one allocator. */
public interface Workload {

    /** Lower-case name, as the command line takes it. */
    String name();

    /**
     * Runs to its end; no block is in use then. Takes its samples from {@code meter}, whose baseline it sets when all that
     * is not the allocator's (threads, tables) is there.
     */
    void run(Peer peer, Settings settings, Meter meter) throws InterruptedException;
}
