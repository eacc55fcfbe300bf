package org.ccache.bench.peer;

/** Blocks of an allocator that cannot align: by the address that it returned, and by the aligned one from there on. */
final class MovedTable extends BlockTable {
    private final Peer peer;
    private final long[] starts;
    private final long[] addresses;

    MovedTable(Peer peer, int slots) {
        this.peer = peer;
        this.starts = new long[slots];
        this.addresses = new long[slots];
    }

    @Override
    public void allocate(int slot, long size) {
        long start = peer.allocate(size);
        starts[slot] = start;
        addresses[slot] = start;
    }

    @Override
    public void allocate(int slot, long size, long alignment) {
        long start = peer.allocate(MovedBlocks.room(size, alignment));
        starts[slot] = start;
        addresses[slot] = aligned(start, alignment);
    }

    @Override
    public void free(int slot) {
        peer.free(starts[slot]);
    }

    /** Of blocks without an alignment both addresses are the same. */
    @Override
    public void free(int slot, long size) {
        peer.free(starts[slot], size);
    }

    @Override
    public long address(int slot) {
        return addresses[slot];
    }

    @Override
    public void exchange(int slot, BlockTable other, int otherSlot) {
        MovedTable others = (MovedTable) other;
        swap(starts, slot, others.starts, otherSlot);
        swap(addresses, slot, others.addresses, otherSlot);
    }

    private static void swap(long[] mine, int slot, long[] others, int otherSlot) {
        long value = mine[slot];
        mine[slot] = others[otherSlot];
        others[otherSlot] = value;
    }
}
