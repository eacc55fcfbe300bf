package org.ccache.bench.peer;

import java.lang.foreign.Arena;

/**
 * Allocates nothing: the cost of the harness. Every block is the same buffer, so contents cannot be verified and blocks
 * larger than {@value #BYTES} bytes must not be written to their end.
 */
public final class VoidPeer implements Peer {
    private static final long BYTES = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final long buffer = arena.allocate(BYTES, 4096).address();

    @Override
    public String name() {
        return "void";
    }

    @Override
    public long allocate(long size) {
        return buffer;
    }

    @Override
    public long allocate(long size, long alignment) {
        return buffer;
    }

    @Override
    public void free(long address) {}

    @Override
    public void close() {
        arena.close();
    }
}
