package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * A confined arena per block: the cheapest of the JDK's that ends when it is told to, by the thread that opened it
 * only.
 */
@Facts(
        family = Family.JAVA,
        place = 8,
        licence = "GPL-2.0-only WITH Classpath-exception-2.0",
        how = "Arena.ofConfined for each block, closed",
        anyThread = false,
        orientation = true)
public final class ArenaConfinedPeer extends ArenaPeer {

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
