package org.ccache.bench.peer;

import io.netty.buffer.PooledByteBufAllocator;

/** Netty's pooled allocator where it is fastest: on Netty's threads, which have caches, with Unsafe. */
public final class NettyPooledFtlPeer extends NettyPeer {
    private static final String NAME = "netty-pooled-ftl";

    private final PooledByteBufAllocator pooled;

    /** @throws PeerUnavailableException if Netty was not started with the flags that let it use Unsafe */
    public NettyPooledFtlPeer() {
        this(new PooledByteBufAllocator(true));
    }

    private NettyPooledFtlPeer(PooledByteBufAllocator pooled) {
        super(pooled);
        this.pooled = pooled;
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

    /** Empties the calling thread's cache: the most that it offers. */
    @Override
    public boolean trim() {
        return pooled.trimCurrentThreadCache();
    }
}
