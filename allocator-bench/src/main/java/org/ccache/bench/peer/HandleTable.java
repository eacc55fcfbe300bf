package org.ccache.bench.peer;

/**
 * Blocks as the objects that the peer hands out. Their addresses are asked for only when the workload does: few users
 * of such a peer ever see one.
 */
final class HandleTable<H> extends BlockTable {
    private final HandlePeer<H> peer;
    private final Object[] handles;

    /** What an address is rounded up to: 1 for blocks that were asked for without an alignment. */
    private final long[] alignments;

    HandleTable(HandlePeer<H> peer, int slots) {
        this.peer = peer;
        this.handles = new Object[slots];
        this.alignments = new long[slots];
    }

    @SuppressWarnings("unchecked")
    private H handle(int slot) {
        return (H) handles[slot];
    }

    @Override
    public void allocate(int slot, long size) {
        handles[slot] = peer.take(size);
        alignments[slot] = 1;
    }

    @Override
    public void allocate(int slot, long size, long alignment) {
        handles[slot] = peer.takeAligned(size, alignment);
        alignments[slot] = alignment;
    }

    @Override
    public void free(int slot) {
        H handle = handle(slot);
        handles[slot] = null;
        peer.release(handle);
    }

    @Override
    public long address(int slot) {
        return aligned(peer.address(handle(slot)), alignments[slot]);
    }

    @Override
    public void exchange(int slot, BlockTable other, int otherSlot) {
        HandleTable<?> others = (HandleTable<?>) other;
        Object mine = handles[slot];
        handles[slot] = others.handles[otherSlot];
        others.handles[otherSlot] = mine;
        long alignment = alignments[slot];
        alignments[slot] = others.alignments[otherSlot];
        others.alignments[otherSlot] = alignment;
    }
}
