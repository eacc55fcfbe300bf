package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * Allocates nothing: the cost of the harness. Every block is the same buffer of a mebibyte, so contents cannot be
 * verified, and larger blocks and alignments above 4 KiB are refused.
 */
@Facts(
        family = Family.BOUND,
        place = 2,
        licence = "Apache-2.0",
        how = "the harness alone: one buffer for all blocks",
        largest = VoidPeer.BYTES)
public final class VoidPeer implements Peer {
    static final long BYTES = 1 << 20;
    private static final long ALIGNMENT = 4096;

    private final Arena arena = Arena.ofShared();
    private final long buffer = arena.allocate(BYTES, ALIGNMENT).address();

    @Override
    public long allocate(long size) {
        if (size > BYTES) {
            throw new OutOfMemoryError("the void peer has " + BYTES + " bytes, " + size + " were asked for");
        }
        return buffer;
    }

    @Override
    public long allocate(long size, long alignment) {
        if (alignment > ALIGNMENT) {
            throw new OutOfMemoryError("the void peer aligns to " + ALIGNMENT + ", not to " + alignment);
        }
        return allocate(size);
    }

    @Override
    public void free(long address) {}

    @Override
    public String version() {
        return "ccache " + BuildVersions.of("ccache");
    }

    @Override
    public void close() {
        arena.close();
    }
}
