package org.ccache.allocator.cache;

import org.ccache.allocator.memory.Memory;
import org.ccache.os.RegionLayout;
import org.ccache.os.VirtualMemory;
import org.ccache.rseq.Rseq;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * The address range of the regions of all indexes, lent to one allocator after the other and never unmapped.
 *
 * <p><b>Why not unmapped.</b> The hit path takes no lock and leaves no trace, so when an allocator is closed a thread may be
 * anywhere between reading where the regions are and entering the sequence. It must find a region there that refuses.
 *
 * <p><b>How it is lent again.</b> With a base that lies {@value #STEP} bytes further on for each lending:
 *
 * <pre>
 *   range of an index, 256 KiB
 *   | state 0 | state 1 | state 2 : headers ............ : slots .....................      |
 *     dead      dead      base of the third allocator
 * </pre>
 *
 * <p>A late sequence of the first allocator reads state 0, which nobody writes any more: CLOSED. (Should it be aborted there, the
 * handler counts that beside the dead state, in the same {@value #STEP} bytes.) So it can neither take a block of the third
 * allocator nor give it one of the first. There is room for {@value #MOST_LENDINGS} lendings; a range that has had them rests
 * until the objects of all its allocators are collected, as then no call of any of them can be under way. In a program whose
 * collector runs, the first step is the only one.
 */
final class Regions {
    private static final int STEP = 16;
    private static final int MOST_LENDINGS = 4096; // CpuCacheLayout sees to it that the slots leave room for that

    private static final int LIMIT = Rseq.indexes();
    private static final long BYTES = (long) LIMIT << RegionLayout.REGION_SHIFT;

    private static final Mutex LOCK = new Mutex();

    private static Regions free; // the first of a list; guarded by LOCK, as all below

    private final long address;
    private Regions next; // of the list: no heap is needed to give back
    private int lendings;
    private int owners; // allocators that have borrowed it and whose objects are not collected
    private boolean resting;

    private Regions(long address) {
        this.address = address;
    }

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
        StackHeadroom.check();
        Regions lent = takeFree();
        if (lent != null) {
            return lent;
        }
        long address = VirtualMemory.reserveGuarded(BYTES);
        if (address < 0) {
            throw new OutOfMemoryError("cannot map " + BYTES + " bytes of address space for the ccaches of " + LIMIT
                    + " indexes: " + VirtualMemory.describe(address));
        }
        Regions mapped = new Regions(address);
        mapped.owners = 1;
        mapped.lendings = 1;
        return mapped;
    }

    private static Regions takeFree() {
        LOCK.lockWithin();
        try {
            Regions first = free;
            if (first != null) {
                free = first.next;
                first.next = null;
                first.lendings = first.owners == 0 ? 1 : first.lendings + 1;
                first.owners++;
            }
            return first;
        } finally {
            LOCK.unlock();
        }
    }

    /** Where the first region begins, for its borrower. */
    long base() {
        return address + (lendings - 1L) * STEP;
    }

    /** Address of the range. */
    long address() {
        return address;
    }

    /** Bytes of the range. */
    static long bytes() {
        return BYTES;
    }

    /** Gives an index's memory back to the system; its region is closed then. 0, or a negative errno. */
    long purge(int index) {
        return VirtualMemory.purge(address + ((long) index << RegionLayout.REGION_SHIFT), RegionLayout.REGION_BYTES);
    }

    /** For the next one. No sequence may be at work, and none that is late finds a region open. */
    void giveBack() {
        if (VirtualMemory.purge(address, BYTES) < 0) {
            zero();
        }
        LOCK.lockWithin();
        try {
            if (lendings < MOST_LENDINGS || owners == 0) {
                next = free;
                free = this;
            } else {
                resting = true;
            }
        } finally {
            LOCK.unlock();
        }
    }

    /** The system does not take the pages: what the next one reads before it has written it is a region's first words. */
    private void zero() {
        long headers = reserve() + RegionLayout.header(CpuCacheLayout.MAGAZINES_END);
        for (int index = 0; index < LIMIT; index++) {
            Memory.fill(address + ((long) index << RegionLayout.REGION_SHIFT), headers, (byte) 0);
        }
    }

    /** A borrower's object is collected. */
    void forgotten() {
        LOCK.lockWithin();
        try {
            owners--;
            if (resting && owners == 0) {
                resting = false;
                next = free;
                free = this;
            }
        } finally {
            LOCK.unlock();
        }
    }
}
