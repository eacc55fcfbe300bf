package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;
import org.ccache.bench.peer.PeerInfo.Family;

/** The product's default: caches per index, popped and pushed by restartable sequences. */
@Facts(
        family = Family.OURS,
        place = 1,
        licence = "Apache-2.0",
        how = "CcacheAllocator with default options, front end CCACHE")
public final class CcachePeer extends AllocatorPeer {

    public CcachePeer() {
        super(FrontEnd.CCACHE);
    }
}
