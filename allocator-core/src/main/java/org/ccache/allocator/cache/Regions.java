package org.ccache.allocator.cache;

import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.memory.RangePool;
import org.ccache.layout.RegionLayout;
import org.ccache.os.VirtualMemory;
import org.ccache.rseq.Rseq;

/**
 * The address range of the regions of all indexes, lent to one allocator after the other.
 *
 * <p><b>Why not unmapped.</b> The hit path takes no lock and leaves no trace, so when an allocator is closed a thread
 * may be anywhere between reading where the regions are and entering the sequence. It must find a region there that
 * refuses.
 *
 * <p><b>How it is lent again.</b> With a base that lies {@value #STEP} bytes further on for each lending:
 *
 * <pre>
 *   range of an index, 256 KiB
 *   | state 1 | state 2 | state 3 : headers ............ : slots .....................      |
 *     dead      dead      base of the third allocator
 * </pre>
 *
 * <p>A late sequence of the first allocator reads state 1, which nobody writes any more: CLOSED. (Should it be aborted
 * there, the handler counts that beside the dead state, in the same {@value #STEP} bytes.) So it can neither take a
 * block of the third allocator nor give it one of the first. After {@value #MOST_LENDINGS} lendings the range rests
 * until the objects of all its allocators are collected. In a program whose collector runs, the first steps are the
 * only ones.
 */
final class Regions {
    private static final int STEP = 16;
    private static final int MOST_LENDINGS = 1024; // IndexCacheLayout sees to it that the slots leave room for that

    private static final int LIMIT = Rseq.indexes();
    private static final long BYTES = (long) LIMIT << RegionLayout.REGION_SHIFT;
    private static final RangePool POOL = new RangePool(MOST_LENDINGS);

    private RangePool.Range range;
    private boolean givenBack; // guarded by the drainer's lock

    private Regions() {}

    /** Bytes that the lendings take from each index's slots. */
    static int reserve() {
        return STEP * MOST_LENDINGS;
    }

    /**
     * A range, every region of it closed.
     *
     * @throws OutOfMemoryError if the system has no room for it
     */
    static Regions take() {
        Regions regions = new Regions(); // first: nothing is in hand yet that an error would lose
        RangePool.Range fresh = POOL.fresh(BYTES);
        regions.range = POOL.take(BYTES, BYTES);
        if (regions.range == null) {
            long address = VirtualMemory.reserveGuarded(BYTES);
            if (address < 0) {
                throw new OutOfMemoryError("cannot map " + BYTES + " bytes of address space for the ccaches of " + LIMIT
                        + " indexes: " + VirtualMemory.describe(address));
            }
            fresh.at(address);
            regions.range = fresh;
        }
        return regions;
    }

    /** Where the first region begins. */
    long base() {
        return range.address() + (range.lending() - 1L) * STEP;
    }

    /** Address and bytes of the range. */
    long[] range() {
        return new long[] {range.address(), BYTES};
    }

    private long start(int index) {
        return range.address() + ((long) index << RegionLayout.REGION_SHIFT);
    }

    /** Gives an index's memory back to the system; its region is closed then. 0, or a negative errno. */
    long purge(int index) {
        return VirtualMemory.purgeReadable(start(index), RegionLayout.REGION_BYTES);
    }

    /** For the next one. No sequence may be at work, and none that is late finds a region open. Again: nothing. */
    void giveBack() {
        if (givenBack) {
            return;
        }
        if (VirtualMemory.purgeReadable(range.address(), BYTES) < 0) {
            zero();
        }
        POOL.giveBack(range);
        givenBack = true; // an error comes before that, and then it is done again
    }

    /**
     * The system does not take the pages: all that the next one reads before it has written it are a region's first
     * words.
     */
    private void zero() {
        long headers = reserve() + RegionLayout.header(IndexCacheLayout.MAGAZINES_END);
        for (int index = 0; index < LIMIT; index++) {
            Memory.fill(start(index), headers, (byte) 0);
        }
    }

    boolean givenBack() {
        return givenBack;
    }

    /** The allocator's object is collected; after {@link #giveBack}. */
    void forgotten() {
        POOL.forgotten(range);
    }
}
