package org.ccache.allocator.arena;

import org.ccache.allocator.memory.RangePool;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;

/**
 * The range of an allocator's span map and records: reserved so that all of it may be read, and made writable part by
 * part, as the frontiers move. What is only readable the system charges to nobody, and locks no memory for it.
 *
 * <p>Lent to one allocator after the other, as often as one likes: a call that was under way when the one before was
 * closed may still read its map here. What it reads is zero or the next one's, and it asks whether its allocator is
 * closed before it believes that.
 */
final class Metadata {
    private static final RangePool POOL = new RangePool(Integer.MAX_VALUE);

    private RangePool.Range range; // null: refused
    private long refused;
    private boolean givenBack; // by who closes

    private Metadata() {}

    /** One of at least so many bytes, all zero; {@link #refused} says whether the system would not give it. */
    static Metadata take(long bytes) {
        Metadata metadata = new Metadata(); // first: nothing is in hand yet that an error would lose
        RangePool.Range fresh = POOL.fresh(bytes);
        metadata.range = POOL.take(bytes, 2 * bytes);
        if (metadata.range == null) {
            metadata.reserve(fresh);
        }
        return metadata;
    }

    private void reserve(RangePool.Range fresh) {
        long page = Machine.pageSize();
        long guarded = VirtualMemory.reserve(fresh.bytes() + 2 * page); // the page before and after stays untouchable
        if (guarded < 0) {
            refused = guarded;
            return;
        }
        refused = VirtualMemory.protectReadable(guarded + page, fresh.bytes());
        if (refused < 0) {
            VirtualMemory.release(guarded, fresh.bytes() + 2 * page);
            return;
        }
        fresh.at(guarded + page);
        range = fresh;
    }

    /** 0, or a negative errno: then there is no range. */
    long refused() {
        return refused;
    }

    long address() {
        return range.address();
    }

    long bytes() {
        return range.bytes();
    }

    /** Makes a part writable, whole pages of it: 0, or a negative errno. */
    long commit(long from, long to) {
        long page = Machine.pageSize();
        long first = from & -page;
        long end = Math.min(to + page - 1 & -page, address() + bytes());
        return VirtualMemory.commit(first, end - first);
    }

    /**
     * Nobody writes any more, and who still reads does not believe it: zero again, and for the next one. Again:
     * nothing.
     */
    void giveBack() {
        if (givenBack) {
            return;
        }
        if (VirtualMemory.renewReadable(address(), bytes()) >= 0) {
            POOL.giveBack(range);
        } else {
            POOL.giveUp(range); // not zero, and so of no use to another one
        }
        givenBack = true; // an error comes before that, and then it is done again
    }

    /** The allocator's object is collected. */
    void forgotten() {
        POOL.forgotten(range);
    }
}
