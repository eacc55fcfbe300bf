package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;
import org.ccache.bench.peer.PeerInfo.Family;

/** The same allocator with a cache per thread: what ccaches are measured against. */
@Facts(
        family = Family.OURS,
        place = 2,
        licence = "Apache-2.0",
        how = "CcacheAllocator with default options, front end TCACHE")
public final class TcachePeer extends AllocatorPeer {

    public TcachePeer() {
        super(FrontEnd.TCACHE);
    }
}
