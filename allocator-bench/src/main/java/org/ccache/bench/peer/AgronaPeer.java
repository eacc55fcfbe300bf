package org.ccache.bench.peer;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * Direct buffers freed by Agrona. Agrona has no allocator, only a way to free what {@link ByteBuffer#allocateDirect}
 * made before the garbage collector does. Not {@code BufferUtil.allocateDirectAligned}: what that returns is a slice of
 * a larger buffer, and {@code BufferUtil.free} refuses slices.
 */
@Facts(
        family = Family.JAVA,
        place = 6,
        licence = "Apache-2.0",
        how = "ByteBuffer.allocateDirect, freed by BufferUtil.free",
        largest = HandlePeer.LARGEST,
        flags = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        orientation = true)
public final class AgronaPeer extends HandlePeer<ByteBuffer> {
    /** @throws PeerUnavailableException if java was not started with the flag that Agrona asks for */
    public AgronaPeer() {
        // Asked beforehand: a class of Agrona that failed to initialise would stay unusable.
        require(
                Object.class.getModule().isExported("jdk.internal.misc", BufferUtil.class.getModule()),
                "Agrona may not use jdk.internal.misc");
    }

    @Override
    ByteBuffer take(long size) {
        return ByteBuffer.allocateDirect(Math.toIntExact(size));
    }

    @Override
    void release(ByteBuffer buffer) {
        BufferUtil.free(buffer);
    }

    @Override
    long address(ByteBuffer buffer) {
        return BufferUtil.address(buffer);
    }

    @Override
    public String version() {
        return "Agrona " + BuildVersions.of("agrona") + ", JDK " + BuildVersions.jdk();
    }

    @Override
    public void close() {}
}
