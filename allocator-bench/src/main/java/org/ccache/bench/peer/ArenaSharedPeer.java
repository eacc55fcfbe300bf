package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import org.ccache.bench.peer.PeerInfo.Family;

/** A shared arena per block. Each close is a handshake with every thread of the process. */
@Facts(
        family = Family.JAVA,
        place = 9,
        licence = "GPL-2.0-only WITH Classpath-exception-2.0",
        how = "Arena.ofShared for each block, closed",
        orientation = true)
public final class ArenaSharedPeer extends ArenaPeer {

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
