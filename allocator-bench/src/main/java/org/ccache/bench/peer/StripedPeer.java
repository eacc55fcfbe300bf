package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;
import org.ccache.bench.peer.PeerInfo.Family;

/** The same allocator with locked stripes in plain Java: what runs where rseq does not. */
@Facts(
        family = Family.OURS,
        place = 3,
        licence = "Apache-2.0",
        how = "CcacheAllocator with default options, front end STRIPED",
        orientation = true)
public final class StripedPeer extends AllocatorPeer {

    public StripedPeer() {
        super(FrontEnd.STRIPED);
    }
}
