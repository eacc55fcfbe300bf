package org.ccache.bench.peer;

import io.netty.buffer.PooledByteBufAllocator;
import org.ccache.bench.peer.PeerInfo.Family;

/** Netty's pooled allocator, the default before 4.2, as it comes: thread caches only on Netty's own threads. */
@Facts(
        family = Family.JAVA,
        place = 2,
        licence = "Apache-2.0",
        how = "direct buffers on plain threads, no Unsafe",
        largest = HandlePeer.LARGEST)
public final class NettyPooledPeer extends NettyPeer {
    public NettyPooledPeer() {
        super(new PooledByteBufAllocator(true));
    }
}
