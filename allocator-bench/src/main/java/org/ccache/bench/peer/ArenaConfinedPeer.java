package org.ccache.bench.peer;

import java.lang.foreign.Arena;

/** A confined arena per block: the cheapest of the JDK's that ends when it is told to, by the thread that opened it only. */
public final class ArenaConfinedPeer extends ArenaPeer {

    @Override
    public String name() {
        return "arena-confined";
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // by the block's free
    Arena open() {
        return Arena.ofConfined();
    }

    @Override
    void close(Arena arena) {
        arena.close();
    }
}
