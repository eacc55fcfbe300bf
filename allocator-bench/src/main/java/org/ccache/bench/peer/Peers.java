package org.ccache.bench.peer;

import java.util.List;
import java.util.Locale;

/** Contenders by name. */
public final class Peers {
    /** Every name that {@link #open} takes, in the order of reports. */
    public static final List<String> NAMES = PeerList.NAMES;

    private Peers() {}

    /**
     * Opens a contender.
     *
     * @throws PeerUnavailableException if it cannot run on this machine
     * @throws IllegalArgumentException if no contender has that name
     */
    public static Peer open(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "ccache" -> new CcachePeer();
            case "tcache" -> new TcachePeer();
            case "striped" -> new StripedPeer();
            case "hybrid" -> new HybridPeer();
            case "malloc" -> new MallocPeer();
            case "tcmalloc" -> new TcmallocPeer();
            case "jemalloc" -> new JemallocPeer();
            case "mimalloc" -> new MimallocPeer();
            case "rpmalloc" -> new RpmallocPeer();
            case "netty-adaptive" -> new NettyAdaptivePeer();
            case "netty-pooled" -> new NettyPooledPeer();
            case "netty-adaptive-ftl" -> new NettyAdaptiveFtlPeer();
            case "netty-pooled-ftl" -> new NettyPooledFtlPeer();
            case "arrow" -> new ArrowPeer();
            case "agrona" -> new AgronaPeer();
            case "unsafe" -> new UnsafePeer();
            case "arena-confined" -> new ArenaConfinedPeer();
            case "arena-shared" -> new ArenaSharedPeer();
            case "arena-auto" -> new ArenaAutoPeer();
            case "slicing" -> new SlicingPeer();
            case "void" -> new VoidPeer();
            default -> throw new IllegalArgumentException("no peer is called " + name + "; known: " + NAMES);
        };
    }
}
