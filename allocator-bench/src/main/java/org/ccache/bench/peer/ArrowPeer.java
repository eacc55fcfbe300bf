package org.ccache.bench.peer;

import io.netty.util.internal.PlatformDependent;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * Buffers of Apache Arrow's root allocator with the allocation manager that Arrow calls its default, the one over
 * Netty's pool. Sizes are rounded up to powers of two, each buffer is accounted for, and buffers are freed by object.
 */
@Facts(
        family = Family.JAVA,
        place = 5,
        licence = "Apache-2.0",
        how = "RootAllocator with its default allocation manager, over Netty",
        largest = HandlePeer.LARGEST,
        flags = {"--add-opens=java.base/java.nio=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"},
        orientation = true)
public final class ArrowPeer extends HandlePeer<ArrowBuf> {
    private final RootAllocator root;

    /** @throws PeerUnavailableException if java was not started with the flags that Arrow asks for */
    public ArrowPeer() {
        // Asked beforehand: Arrow would fail while its classes are initialised, with a reason that is hard to find.
        boolean opened = Object.class.getModule().isOpen("java.nio", RootAllocator.class.getModule());
        require(opened && PlatformDependent.hasUnsafe(), "Arrow may not use java.nio or Unsafe");
        root = new RootAllocator();
    }

    /** Arrow's buffer of no bytes is a constant: one byte then. */
    @Override
    ArrowBuf take(long size) {
        return root.buffer(Math.max(1, size));
    }

    @Override
    void release(ArrowBuf buffer) {
        buffer.close();
    }

    @Override
    long address(ArrowBuf buffer) {
        return buffer.memoryAddress();
    }

    @Override
    public String version() {
        return "Arrow " + BuildVersions.of("arrow");
    }

    /** Arrow counts what it handed out, after rounding. */
    @Override
    public PeerStats stats() {
        return new PeerStats(
                "",
                root.getAllocatedMemory(),
                PeerStats.UNKNOWN,
                PeerStats.UNKNOWN,
                PeerStats.UNKNOWN,
                PeerStats.UNKNOWN,
                PeerStats.UNKNOWN,
                PeerStats.UNKNOWN,
                PeerStats.UNKNOWN,
                PeerStats.UNKNOWN);
    }

    /** Fails if a block is still in use. */
    @Override
    public void close() {
        root.close();
    }
}
