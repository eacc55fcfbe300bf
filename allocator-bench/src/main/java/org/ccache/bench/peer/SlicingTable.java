package org.ccache.bench.peer;

/** Slices of a segment that this table has for itself. */
final class SlicingTable extends BlockTable {
    private final Slices slices = new Slices();
    private final long[] addresses;

    SlicingTable(int slots) {
        this.addresses = new long[slots];
    }

    @Override
    public void allocate(int slot, long size) {
        addresses[slot] = slices.allocate(size, Slices.ALIGNMENT);
    }

    @Override
    public void allocate(int slot, long size, long alignment) {
        addresses[slot] = slices.allocate(size, alignment);
    }

    @Override
    public void free(int slot) {}

    @Override
    public long address(int slot) {
        return addresses[slot];
    }

    @Override
    public void exchange(int slot, BlockTable other, int otherSlot) {
        long[] others = ((SlicingTable) other).addresses;
        long mine = addresses[slot];
        addresses[slot] = others[otherSlot];
        others[otherSlot] = mine;
    }
}
