package org.ccache.allocator.arena;

import org.ccache.allocator.memory.RangePool;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;

/**
 * The range of an allocator's span map and records: reserved so that all of it may be read, and made writable part by part,
 * as the frontiers move. What is only readable the system charges to nobody, and locks no memory for it.
 *
 * <p>Lent to one allocator after the other, as often as one likes: a call that was under way when the one before was closed may
 * still read its map here. What it reads is zero or the next one's, and it asks whether its allocator is closed before it
 * believes that.
 */
final class Metadata {
    private static final RangePool POOL = new RangePool(Integer.MAX_VALUE);

    private final RangePool.Range range;
    private final long refused; // an errno, negative, and no range

    private Metadata(RangePool.Range range, long refused) {
        this.range = range;
        this.refused = refused;
    }

    /** One of at least so many bytes, all zero; {@link #refused} says whether the system would not give it. */
    static Metadata take(long bytes) {
        RangePool.Range lent = POOL.take(bytes, 2 * bytes);
        if (lent != null) {
            return new Metadata(lent, 0);
        }
        long page = Machine.pageSize();
        long guarded = VirtualMemory.reserve(bytes + 2 * page); // the page before and after stays untouchable
        if (guarded < 0) {
            return new Metadata(null, guarded);
        }
        long failed = VirtualMemory.protectReadable(guarded + page, bytes);
        if (failed < 0) {
            VirtualMemory.release(guarded, bytes + 2 * page);
            return new Metadata(null, failed);
        }
        return new Metadata(POOL.adopt(guarded + page, bytes), 0);
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

    /** Nobody writes any more, and who still reads does not believe it: zero again, and for the next one. */
    void giveBack() {
        if (VirtualMemory.renewReadable(address(), bytes()) >= 0) { // else not zero, and of no use to another one
            POOL.giveBack(range);
        }
    }

    /** The allocator's object is collected. */
    void forgotten() {
        POOL.forgotten(range);
    }
}
