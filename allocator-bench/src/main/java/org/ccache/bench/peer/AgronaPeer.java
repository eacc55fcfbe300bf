package org.ccache.bench.peer;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;

/**
 * Direct buffers freed by Agrona. Agrona has no allocator, only a way to free what {@link ByteBuffer#allocateDirect} made
 * before the garbage collector does. Not {@code BufferUtil.allocateDirectAligned}: what that returns is a slice of a
 * larger buffer, and {@code BufferUtil.free} refuses slices.
 */
public final class AgronaPeer extends HandlePeer<ByteBuffer> {
    private static final String NAME = "agrona";

    /** @throws PeerUnavailableException if java was not started with the flag that Agrona asks for */
    public AgronaPeer() {
        // Asked beforehand: a class of Agrona that failed to initialise would stay unusable.
        if (!Object.class.getModule().isExported("jdk.internal.misc", BufferUtil.class.getModule())) {
            throw new PeerUnavailableException("Agrona may not use jdk.internal.misc: start java with the flags "
                    + PeerList.info(NAME).flags());
        }
    }

    @Override
    public String name() {
        return NAME;
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
