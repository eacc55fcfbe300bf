package org.ccache.bench.peer;

import io.netty.buffer.PooledByteBufAllocator;

/** Netty's pooled allocator, the default before 4.2, as it comes: thread caches only on Netty's own threads. */
public final class NettyPooledPeer extends NettyPeer {
    private final PooledByteBufAllocator pooled;

    public NettyPooledPeer() {
        this(new PooledByteBufAllocator(true));
    }

    private NettyPooledPeer(PooledByteBufAllocator pooled) {
        super(pooled);
        this.pooled = pooled;
    }

    @Override
    public String name() {
        return "netty-pooled";
    }

    /** Empties the calling thread's cache: the most that it offers. */
    @Override
    public boolean trim() {
        return pooled.trimCurrentThreadCache();
    }
}
