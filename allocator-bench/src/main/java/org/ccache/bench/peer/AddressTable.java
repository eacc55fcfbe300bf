package org.ccache.bench.peer;

/** Blocks of a peer that hands out addresses. */
final class AddressTable extends BlockTable {
    private final Peer peer;
    private final long[] addresses;

    AddressTable(Peer peer, int slots) {
        this.peer = peer;
        this.addresses = new long[slots];
    }

    @Override
    public void allocate(int slot, long size) {
        addresses[slot] = peer.allocate(size);
    }

    @Override
    public void allocate(int slot, long size, long alignment) {
        addresses[slot] = peer.allocate(size, alignment);
    }

    @Override
    public void free(int slot) {
        peer.free(addresses[slot]);
    }

    @Override
    public void free(int slot, long size) {
        peer.free(addresses[slot], size);
    }

    @Override
    public long address(int slot) {
        return addresses[slot];
    }

    @Override
    public boolean holdsAddresses() {
        return true;
    }

    @Override
    public void exchange(int slot, BlockTable other, int otherSlot) {
        long[] others = ((AddressTable) other).addresses;
        long mine = addresses[slot];
        addresses[slot] = others[otherSlot];
        others[otherSlot] = mine;
    }
}
