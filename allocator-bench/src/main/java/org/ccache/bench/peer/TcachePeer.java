package org.ccache.bench.peer;

import org.ccache.allocator.FrontEnd;

/** The same allocator with a cache per thread: what per-CPU caches are measured against. */
public final class TcachePeer extends AllocatorPeer {

    public TcachePeer() {
        super(FrontEnd.TCACHE);
    }

    @Override
    public String name() {
        return "tcache";
    }
}
