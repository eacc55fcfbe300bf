package org.ccache.bench.peer;

import io.netty.buffer.PooledByteBufAllocator;
import org.ccache.bench.peer.PeerInfo.Family;

/** Netty's pooled allocator where it is fastest: on Netty's threads, which have caches, with Unsafe. */
@Facts(
        family = Family.JAVA,
        place = 4,
        licence = "Apache-2.0",
        how = "direct buffers on FastThreadLocalThreads, with Unsafe",
        largest = HandlePeer.LARGEST,
        flags = {NettyPeer.ALLOW_UNSAFE, NettyPeer.USE_UNSAFE},
        orientation = true)
public final class NettyPooledFtlPeer extends NettyPeer {
    /** @throws PeerUnavailableException if Netty was not started with the flags that let it use Unsafe */
    public NettyPooledFtlPeer() {
        super(new PooledByteBufAllocator(true));
        requireUnsafe();
    }

    @Override
    public Thread thread(Runnable task) {
        return fastThread(task);
    }
}
