package org.ccache.bench.peer;

import java.lang.foreign.Arena;

/**
 * The JDK's own: an arena per block, which is how a block with a lifetime of its own is got from
 * {@code java.lang.foreign}. The memory is libc's, cleared.
 */
abstract class ArenaPeer implements Peer {
    private final HandleMap<Arena> byAddress = new HandleMap<>();

    /** A new arena for one block. */
    abstract Arena open();

    abstract void close(Arena arena);

    @Override
    public final long allocate(long size) {
        return allocate(size, 1);
    }

    @Override
    public final long allocate(long size, long alignment) {
        Arena arena = open();
        long address = ArenaTable.take(arena, size, alignment);
        byAddress.put(address, arena);
        return address;
    }

    @Override
    public final void free(long address) {
        close(byAddress.take(address));
    }

    @Override
    public final BlockTable table(int slots) {
        return new ArenaTable(this, slots);
    }

    @Override
    public final String version() {
        return "JDK " + BuildVersions.jdk();
    }

    @Override
    public final void close() {}
}
