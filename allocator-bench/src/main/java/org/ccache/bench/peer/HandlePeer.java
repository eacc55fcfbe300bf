package org.ccache.bench.peer;

/**
 * A peer that hands out objects and frees by object. {@link #table} keeps the objects, as the peer's users do; by
 * address they are looked up, at a cost that is not the peer's.
 *
 * @param <H> the object that stands for a block
 */
abstract class HandlePeer<H> implements Peer {
    /** What malloc aligns to: asked for by address, since {@link Peer#allocate(long)} promises it. */
    private static final long ALIGNMENT = 16;

    /** Largest block of a peer whose sizes are ints that are rounded up to a power of two. */
    static final long LARGEST = 1 << 30;

    private final HandleMap<H> byAddress = new HandleMap<>();

    /** @throws PeerUnavailableException if what the flags of this peer give was not given */
    final void require(boolean given, String otherwise) {
        if (!given) {
            throw new PeerUnavailableException(otherwise + ": start java with the flags "
                    + Peers.info(name()).flags());
        }
    }

    /** A block of at least {@code size} bytes, aligned as the peer likes. */
    abstract H take(long size);

    abstract void release(H handle);

    abstract long address(H handle);

    @Override
    public final long allocate(long size) {
        return allocate(size, ALIGNMENT);
    }

    @Override
    public final long allocate(long size, long alignment) {
        H handle = size >= alignment || alignment > ALIGNMENT ? takeAligned(size, alignment) : take(size);
        long address = address(handle);
        if (size >= alignment || alignment > ALIGNMENT) {
            address = BlockTable.aligned(address, alignment);
        }
        byAddress.put(address, handle);
        return address;
    }

    /** A block with an aligned address in it: if it is not aligned by luck, another one with room to move. */
    final H takeAligned(long size, long alignment) {
        H handle = take(size);
        if (address(handle) == BlockTable.aligned(address(handle), alignment)) {
            return handle;
        }
        release(handle);
        return take(size + alignment);
    }

    @Override
    public final void free(long address) {
        release(byAddress.take(address));
    }

    @Override
    public final BlockTable table(int slots) {
        return new HandleTable<>(this, slots);
    }

    /** Blocks in use now that were allocated by address. */
    final int held() {
        return byAddress.size();
    }
}
