package org.ccache.bench.peer;

/**
 * One allocator under measurement, reduced to what every contender can do: hand out blocks by address and take them back.
 *
 * <p>A peer that cannot work on this machine throws {@link PeerUnavailableException} from its constructor, with how to
 * make it work; it never falls back to another allocator.
 */
public interface Peer extends AutoCloseable {

    /** Short lower-case name, as the command line takes it. */
    String name();

    /** Address of a block of at least {@code size} bytes, aligned to 16 if it has 16 or more. Contents are not cleared. */
    long allocate(long size);

    /** Like {@link #allocate(long)}, aligned to {@code alignment}, a power of two. */
    long allocate(long size, long alignment);

    /** Takes back a block of this peer, from any thread unless the peer's own documentation says otherwise. */
    void free(long address);

    /** What the allocator says about itself; {@link PeerStats#NONE} if it says nothing. */
    default PeerStats stats() {
        return PeerStats.NONE;
    }

    /**
     * Gives back to the system what can be given back now; returns false if the allocator has no such call. Which caches
     * it reaches, each peer says.
     */
    default boolean trim() {
        return false;
    }

    /** Bytes that the system holds for this allocator's own mappings, metadata included; -1 if it cannot be told apart. */
    default long ownResident() {
        return PeerStats.UNKNOWN;
    }

    /** Gives everything back. No block may be in use. */
    @Override
    void close();
}
