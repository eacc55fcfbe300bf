package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;

/** The same allocator with locked stripes in plain Java: what runs where rseq does not. */
public final class StripedPeer extends AllocatorPeer {

    public StripedPeer() {
        super(FrontEnd.STRIPED);
    }

    @Override
    public String name() {
        return "striped";
    }
}
