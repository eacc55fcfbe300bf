package org.ccache.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.Version;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.PlatformDependent;
import java.lang.foreign.MemorySegment;

/** Netty's direct buffers. Netty aligns to nothing in particular, and frees by the buffer object. */
abstract class NettyPeer extends HandlePeer<ByteBuf> {
    static final String ALLOW_UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    static final String USE_UNSAFE = "-Dio.netty.noUnsafe=false";

    private final ByteBufAllocator allocator;

    NettyPeer(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Netty knows no buffer of no bytes at an address of its own: one byte then. */
    @Override
    final ByteBuf take(long size) {
        int bytes = Math.toIntExact(Math.max(1, size));
        return allocator.directBuffer(bytes, bytes);
    }

    @Override
    final void release(ByteBuf buffer) {
        buffer.release();
    }

    /** Netty knows it with Unsafe, and without if it made the memory through the linker, as it does on a JDK 25. */
    @Override
    final long address(ByteBuf buffer) {
        return buffer.hasMemoryAddress()
                ? buffer.memoryAddress()
                : MemorySegment.ofBuffer(buffer.internalNioBuffer(0, buffer.capacity()))
                        .address();
    }

    /**
     * Empties the calling thread's cache: the most that the pooled allocator offers. The adaptive one offers nothing.
     */
    @Override
    public final boolean trim() {
        return allocator instanceof PooledByteBufAllocator pooled && pooled.trimCurrentThreadCache();
    }

    /** Each module of Netty has a version; they are the same. */
    @Override
    public final String version() {
        return Version.identify().values().stream()
                .findFirst()
                .map(version -> "Netty " + version.artifactVersion())
                .orElse("");
    }

    /** The thread on which Netty's own thread caches work: of its event loops, and of programs that ask for it. */
    static Thread fastThread(Runnable task) {
        Thread thread = new FastThreadLocalThread(task);
        thread.setDaemon(true);
        return thread;
    }

    /** @throws PeerUnavailableException if Netty was not started with the flags that let it use Unsafe */
    final void requireUnsafe() {
        require(PlatformDependent.hasUnsafe(), "Netty has no Unsafe");
    }

    /** The allocator's memory goes with its last buffer and the collector. */
    @Override
    public final void close() {}
}
