package org.ccache.bench.peer;

import java.lang.foreign.Arena;

/** Blocks as arenas, each with the address of its only segment. */
final class ArenaTable extends BlockTable {
    private final ArenaPeer peer;
    private final Arena[] arenas;
    private final long[] addresses;

    ArenaTable(ArenaPeer peer, int slots) {
        this.peer = peer;
        this.arenas = new Arena[slots];
        this.addresses = new long[slots];
    }

    /** A segment of no bytes has an address of its own too, but nothing may be written there: one byte then. */
    static long take(Arena arena, long size, long alignment) {
        return arena.allocate(Math.max(1, size), alignment).address();
    }

    @Override
    public void allocate(int slot, long size) {
        allocate(slot, size, 1);
    }

    @Override
    public void allocate(int slot, long size, long alignment) {
        Arena arena = peer.open();
        addresses[slot] = take(arena, size, alignment);
        arenas[slot] = arena;
    }

    @Override
    public void free(int slot) {
        Arena arena = arenas[slot];
        arenas[slot] = null;
        peer.close(arena);
    }

    @Override
    public long address(int slot) {
        return addresses[slot];
    }

    @Override
    public void exchange(int slot, BlockTable other, int otherSlot) {
        ArenaTable others = (ArenaTable) other;
        Arena arena = arenas[slot];
        arenas[slot] = others.arenas[otherSlot];
        others.arenas[otherSlot] = arena;
        long address = addresses[slot];
        addresses[slot] = others.addresses[otherSlot];
        others.addresses[otherSlot] = address;
    }
}
