package org.ccache.bench.peer;

import io.netty.buffer.AdaptiveByteBufAllocator;
import org.ccache.bench.peer.PeerInfo.Family;

/** Netty's adaptive allocator where it is fastest: on Netty's threads, with Unsafe. */
@Facts(
        family = Family.JAVA,
        place = 3,
        licence = "Apache-2.0",
        how = "direct buffers on FastThreadLocalThreads, with Unsafe",
        largest = HandlePeer.LARGEST,
        flags = {NettyPeer.ALLOW_UNSAFE, NettyPeer.USE_UNSAFE},
        orientation = true)
public final class NettyAdaptiveFtlPeer extends NettyPeer {
    /** @throws PeerUnavailableException if Netty was not started with the flags that let it use Unsafe */
    public NettyAdaptiveFtlPeer() {
        super(new AdaptiveByteBufAllocator(true));
        requireUnsafe();
    }

    @Override
    public Thread thread(Runnable task) {
        return fastThread(task);
    }
}
