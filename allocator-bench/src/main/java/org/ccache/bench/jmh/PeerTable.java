package org.ccache.bench.jmh;

import org.ccache.bench.machine.Touch;
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

    /** Edges: both ends of each block are written, and read before it is freed, as a program uses what it allocates. */
    @Param({"none", "edges"})
    private String touch;

    private BlockTable table;
    private Sizes sizes;
    private boolean touched;
    private int[] asked; // sizes of the blocks in the slots, where they are touched

    /** To be called by the set-up, which knows how many slots it wants. */
    final void open(int slots) {
        Chosen.choose(peer);
        table = Chosen.peer().table(slots);
        sizes = new Sizes(Thread.currentThread().threadId());
        touched = touches(touch);
        asked = new int[touched ? slots : 0];
    }

    static boolean touches(String touch) {
        return switch (touch) {
            case "none" -> false;
            case "edges" -> true;
            default -> throw new IllegalArgumentException("touch is none or edges, not " + touch);
        };
    }

    /** Puts a block into an empty slot. */
    final void allocate(int slot, long size) {
        table.allocate(slot, size);
        if (touched) {
            asked[slot] = (int) size;
            Touch.putEdges(table.address(slot), size, slot);
        }
    }

    /** Frees the block in a slot. */
    final void free(int slot) {
        if (touched && !Touch.hasEdges(table.address(slot), asked[slot], slot)) {
            throw new IllegalStateException("a block has changed");
        }
        table.free(slot);
    }

    final BlockTable table() {
        return table;
    }

    final Sizes sizes() {
        return sizes;
    }
}
