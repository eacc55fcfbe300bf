package org.ccache.bench.peer;

/**
 * Blocks in numbered slots, in the form in which a peer hands them out: an address, a buffer, an arena. A workload that
 * keeps its blocks here calls each peer as that peer's users would, and pays for no translation.
 *
 * <p>A slot holds a block or none, and the workload knows which: allocating into a full slot or freeing an empty one is
 * a defect of the workload that nothing here looks for. Not thread-safe; slots may be used from several threads if
 * their uses are ordered, as a table handed to another thread through a queue is.
 */
public abstract class BlockTable {

    /** The first multiple of {@code alignment}, a power of two, from {@code address} on. */
    static long aligned(long address, long alignment) {
        return (address + alignment - 1) & -alignment;
    }

    /**
     * Allocates at least {@code size} bytes, one or more, into an empty slot. Contents are what the peer makes them.
     */
    public abstract void allocate(int slot, long size);

    /** As {@link #allocate(int, long)}, aligned to {@code alignment}, a power of two. */
    public abstract void allocate(int slot, long size, long alignment);

    /** Frees the block of a slot, which is empty then. */
    public abstract void free(int slot);

    /**
     * As {@link #free(int)}, for peers that gain from being told the size asked for; not for blocks with an alignment.
     *
     * @see Peer#free(long, long)
     */
    public void free(int slot, long size) {
        free(slot);
    }

    /** Address of the first byte of a slot's block. */
    public abstract long address(int slot);

    /** Whether slots hold plain addresses, so that a caller with a place for them can call the peer itself. */
    public boolean holdsAddresses() {
        return false;
    }

    /** Swaps what two slots of tables of the same peer hold, blocks or nothing. */
    public abstract void exchange(int slot, BlockTable other, int otherSlot);
}
