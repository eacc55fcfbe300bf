package org.ccache.bench.jmh;

import org.ccache.bench.peer.BlockTable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A thread's slots for blocks of the chosen peer, and its stream of sizes: what most benchmarks begin with. */
@State(Scope.Thread)
public abstract class PeerTable {
    @Param({
        "ccache",
        "tcache",
        "striped",
        "malloc",
        "tcmalloc",
        "jemalloc",
        "mimalloc",
        "netty-adaptive",
        "netty-pooled"
    })
    private String peer;

    private BlockTable table;
    private Sizes sizes;

    /** To be called by the set-up, which knows how many slots it wants. */
    final void open(int slots) {
        Chosen.choose(peer);
        table = Chosen.peer().table(slots);
        sizes = new Sizes(Thread.currentThread().threadId());
    }

    final BlockTable table() {
        return table;
    }

    final Sizes sizes() {
        return sizes;
    }
}
