package org.ccache.bench.peer;

/** Blocks by the address that Unsafe returned, and by the aligned one in it. */
final class UnsafeTable extends BlockTable {
    private final UnsafePeer peer;
    private final long[] starts;
    private final long[] addresses;

    UnsafeTable(UnsafePeer peer, int slots) {
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
        long start = peer.room(size, alignment);
        starts[slot] = start;
        addresses[slot] = aligned(start, alignment);
    }

    @Override
    public void free(int slot) {
        peer.release(starts[slot]);
    }

    @Override
    public long address(int slot) {
        return addresses[slot];
    }

    @Override
    public void exchange(int slot, BlockTable other, int otherSlot) {
        UnsafeTable others = (UnsafeTable) other;
        swap(starts, slot, others.starts, otherSlot);
        swap(addresses, slot, others.addresses, otherSlot);
    }

    private static void swap(long[] mine, int slot, long[] others, int otherSlot) {
        long value = mine[slot];
        mine[slot] = others[otherSlot];
        others[otherSlot] = value;
    }
}
