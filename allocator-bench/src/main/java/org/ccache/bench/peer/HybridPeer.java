package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;

/** The same allocator with small blocks by thread and larger ones by index: for an experiment. */
public final class HybridPeer extends AllocatorPeer {

    public HybridPeer() {
        super(FrontEnd.HYBRID);
    }

    @Override
    public String name() {
        return "hybrid";
    }
}
