package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;

/** The product's default: caches per index, popped and pushed by restartable sequences. */
public final class CcachePeer extends AllocatorPeer {

    public CcachePeer() {
        super(FrontEnd.CCACHE);
    }

    @Override
    public String name() {
        return "ccache";
    }
}
