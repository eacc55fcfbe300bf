package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;
import org.ccache.bench.peer.PeerInfo.Family;

/** The same allocator with small blocks by thread and larger ones by index: for an experiment. */
@Facts(
        family = Family.OURS,
        place = 4,
        licence = "Apache-2.0",
        how = "CcacheAllocator with default options, front end HYBRID",
        research = true)
public final class HybridPeer extends AllocatorPeer {

    public HybridPeer() {
        super(FrontEnd.HYBRID);
    }
}
