package org.ccache.allocator.memory;

import org.ccache.os.VirtualMemory;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * Address ranges that a closed allocator leaves, because a call that was under way may still look there, and that are
 * lent to the next allocator: so there are as many as allocators were ever open at once, whether or not the collector
 * runs.
 *
 * <p>What makes that safe is the borrower's: how a late caller of the one before is refused. The pool counts two things
 * for it. How often a range has been lent while an object of an earlier borrower is uncollected, and so may have a call
 * under way: after the most that the borrower can tell apart, the range rests. And how many such objects there are:
 * without any, lending begins anew, and what is not likely to be wanted is unmapped.
 *
 * <p>Thread-safe. Giving back needs no heap.
 */
public final class RangePool {
    private static final int KEPT = 1; // free ranges without uncollected borrowers

    /** One range. */
    public static final class Range {
        private final long bytes;
        private long address; // 0: not reserved yet
        private int lendings; // guarded by the pool's lock, as all below, but for its borrower
        private int borrowers; // whose objects are not collected
        private boolean free;
        private boolean resting;
        private boolean spent;
        private Range next; // free ones

        private Range(long bytes) {
            this.bytes = bytes;
            this.lendings = 1;
            this.borrowers = 1;
        }

        public long address() {
            return address;
        }

        public long bytes() {
            return bytes;
        }

        /** Where a fresh one was reserved, with guards ({@link VirtualMemory#releaseGuarded}). */
        public void at(long reserved) {
            address = reserved;
        }

        /** Which borrower this is, from 1 on, since all borrowers before were collected; for the borrower. */
        public int lending() {
            return lendings;
        }
    }

    private final Mutex lock = new Mutex();
    private final int mostLendings;
    private Range first; // of the free ones
    private int freeCount;

    /** Where a borrower can tell so many lendings apart. */
    public RangePool(int mostLendings) {
        this.mostLendings = mostLendings;
    }

    /** A free range of {@code least} to {@code most} bytes, lent; null if there is none. */
    public Range take(long least, long most) {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            Range range = first;
            while (range != null && (range.bytes < least || range.bytes > most)) {
                range = range.next;
            }
            if (range != null) {
                unlink(range);
                range.lendings = range.borrowers == 0 ? 1 : range.lendings + 1;
                range.borrowers++;
            }
            return range;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A new one, lent, for a range that is about to be reserved: made before, as afterwards there may be no heap for
     * it.
     */
    public Range fresh(long bytes) {
        return new Range(bytes);
    }

    /** The borrower, closed, does not need it any more; it holds no memory, and reads as the next one expects it. */
    public void giveBack(Range range) {
        lock.lockWithin();
        try {
            if (range.lendings < mostLendings || range.borrowers == 0) {
                link(range);
            } else {
                range.resting = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The borrower, closed, does not need it any more, nor can the next one: it is unmapped when nobody may look there.
     */
    public void giveUp(Range range) {
        lock.lockWithin();
        try {
            range.spent = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The object of a borrower is collected; after {@link #giveBack} or {@link #giveUp} by that borrower, if it could.
     */
    public void forgotten(Range range) {
        StackHeadroom.check();
        boolean spare = false;
        lock.lockWithin();
        try {
            range.borrowers--;
            if (range.borrowers == 0) {
                if (range.resting) {
                    range.resting = false;
                    link(range);
                }
                spare = range.spent || range.free && freeCount > KEPT;
                if (range.free && spare) {
                    unlink(range);
                }
            }
        } finally {
            lock.unlock();
        }
        if (spare) {
            VirtualMemory.releaseGuarded(range.address, range.bytes);
        }
    }

    private void link(Range range) {
        range.next = first;
        first = range;
        range.free = true;
        freeCount++;
    }

    private void unlink(Range range) {
        Range before = null;
        for (Range one = first; one != range; one = one.next) {
            before = one;
        }
        if (before == null) {
            first = range.next;
        } else {
            before.next = range.next;
        }
        range.next = null;
        range.free = false;
        freeCount--;
    }
}
