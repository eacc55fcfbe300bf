package org.ccache.bench.peer;

import io.netty.buffer.AdaptiveByteBufAllocator;
import org.ccache.bench.peer.PeerInfo.Family;

/** Netty's adaptive allocator, the default since 4.2, as it comes. */
@Facts(
        family = Family.JAVA,
        place = 1,
        licence = "Apache-2.0",
        how = "direct buffers on plain threads, no Unsafe",
        largest = HandlePeer.LARGEST)
public final class NettyAdaptivePeer extends NettyPeer {

    public NettyAdaptivePeer() {
        super(new AdaptiveByteBufAllocator(true));
    }
}
