package org.ccache.allocator;

import java.util.function.LongSupplier;

/**
 * A limit that is a share of the memory that the process may use. That may change while it runs (a container's limit is
 * set anew): maintenance looks once a second, and the limit follows, until somebody sets it to a number of bytes. Each
 * allocator has its own.
 */
final class LimitShare {
    private final double share;
    private final LongSupplier memory;
    private volatile long seen; // bytes; written by maintenance, one thread at a time
    private volatile boolean ended;

    /**
     * Of what {@code memory} says, bytes that the process may use, now and later; negative: not known at the moment.
     */
    LimitShare(double share, LongSupplier memory) {
        this.share = share;
        this.memory = memory;
        long now = memory.getAsLong();
        this.seen = now < 0 ? Long.MAX_VALUE : now;
    }

    /** Bytes, as of the last look. */
    long bytes() {
        return bytes(seen);
    }

    private long bytes(long ofMemory) {
        return Math.max(1, (long) (ofMemory * share));
    }

    /** From here on the limit is what it is. */
    void end() {
        ended = true;
    }

    /** Looks again, and sets the limit if the memory has changed: bytes purged for it. By one thread at a time. */
    long follow(Tiers tiers) {
        long now = ended ? seen : memory.getAsLong();
        if (now < 0 || now == seen) { // unknown at the moment, or the same
            return 0;
        }
        long purged = tiers.limit(bytes(now));
        seen = now; // after that: what an error has ended, the next look does
        return purged;
    }
}
