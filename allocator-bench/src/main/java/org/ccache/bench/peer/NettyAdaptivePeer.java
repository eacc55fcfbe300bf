package org.ccache.bench.peer;

import io.netty.buffer.AdaptiveByteBufAllocator;

/** Netty's adaptive allocator, the default since 4.2, as it comes. It has no call that gives memory back. */
public final class NettyAdaptivePeer extends NettyPeer {

    public NettyAdaptivePeer() {
        super(new AdaptiveByteBufAllocator(true));
    }

    @Override
    public String name() {
        return "netty-adaptive";
    }
}
