package org.ccache.bench.peer;

import java.lang.foreign.Arena;

/** A shared arena per block. Each close is a handshake with every thread of the process. */
public final class ArenaSharedPeer extends ArenaPeer {

    @Override
    public String name() {
        return "arena-shared";
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // by the block's free
    Arena open() {
        return Arena.ofShared();
    }

    @Override
    void close(Arena arena) {
        arena.close();
    }
}
