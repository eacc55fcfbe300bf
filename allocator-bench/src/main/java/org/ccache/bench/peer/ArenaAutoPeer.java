package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * An automatic arena per block. To free is to forget it: the garbage collector gives the memory back, when it runs by
 * itself or when the limit of direct memory is reached. What a free costs is therefore paid elsewhere, by collections.
 */
@Facts(
        family = Family.JAVA,
        place = 10,
        licence = "GPL-2.0-only WITH Classpath-exception-2.0",
        how = "Arena.ofAuto for each block, forgotten: the garbage collector frees",
        flags = "-XX:MaxDirectMemorySize=2g",
        orientation = true)
public final class ArenaAutoPeer extends ArenaPeer {

    @Override
    Arena open() {
        return Arena.ofAuto();
    }

    @Override
    void close(Arena arena) {}
}
