package org.ccache.bench.peer;

/**
 * One allocator under measurement, reduced to what every peer can do: hand out blocks by address and take them back.
 *
 * <p>A peer that cannot work on this machine throws {@link PeerUnavailableException} from its constructor, with how to
 * make it work; it never falls back to another allocator.
 */
public interface Peer extends AutoCloseable {

    /** Short lower-case name, as results keep it. */
    default String name() {
        return Peers.name(getClass());
    }

    /**
     * Address of a block of at least {@code size} bytes, aligned to 16 if it has 16 or more. Contents are not cleared.
     */
    long allocate(long size);

    /** Like {@link #allocate(long)}, aligned to {@code alignment}, a power of two. */
    long allocate(long size, long alignment);

    /** Takes back a block of this peer, from any thread unless {@link PeerInfo#anyThread()} says otherwise. */
    void free(long address);

    /**
     * As {@link #free(long)}, with the size that was asked for, of which some peers make use. Only for blocks that were
     * asked for without an alignment: peers derive from the size what they would have handed out for it.
     */
    default void free(long address, long size) {
        free(address);
    }

    /** A table of empty slots, which calls this peer in the way that suits it best. */
    default BlockTable table(int slots) {
        return new AddressTable(this, slots);
    }

    /** A daemon thread, not started, of the kind that this peer works best on. */
    default Thread thread(Runnable task) {
        return Thread.ofPlatform().daemon().unstarted(task);
    }

    /** Version of what is measured, as it says itself where it can. */
    default String version() {
        return "";
    }

    /** What the allocator says about itself; {@link PeerStats#NONE} if it says nothing. */
    default PeerStats stats() {
        return PeerStats.NONE;
    }

    /**
     * Gives back to the system what can be given back now; returns false if the allocator has no such call. Which
     * caches it reaches, each peer says.
     */
    default boolean trim() {
        return false;
    }

    /**
     * Bytes that the system holds for this allocator's own mappings, metadata included; -1 if it cannot be told apart.
     */
    default long ownResident() {
        return PeerStats.UNKNOWN;
    }

    /** Gives everything back. No block may be in use. */
    @Override
    void close();
}
