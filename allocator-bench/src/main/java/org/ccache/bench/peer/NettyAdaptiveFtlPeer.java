package org.ccache.bench.peer;

import io.netty.buffer.AdaptiveByteBufAllocator;

/** Netty's adaptive allocator where it is fastest: on Netty's threads, with Unsafe. */
public final class NettyAdaptiveFtlPeer extends NettyPeer {
    private static final String NAME = "netty-adaptive-ftl";

    /** @throws PeerUnavailableException if Netty was not started with the flags that let it use Unsafe */
    public NettyAdaptiveFtlPeer() {
        super(new AdaptiveByteBufAllocator(true));
        requireUnsafe(NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Thread thread(Runnable task) {
        return fastThread(task);
    }
}
