package org.ccache.allocator.arena;

import java.util.Arrays;

/**
 * The free huge pages of an arena below its frontier, as runs of neighbours: segregated by length, coalesced, best fit.
 *
 * <p>Bins: one for each length below {@value #EXACT} huge pages, then four to each doubling. A huge page whose units
 * are all free is part of a run, so neighbours are found by their bits and by the length in a run's last record.
 * Guarded by the arena's lock.
 */
final class FreeRuns {
    private static final int EXACT = 64;
    private static final int EXACT_LOG = 6;
    private static final int BINS = EXACT + (31 - EXACT_LOG) * 4;
    private static final int SCAN = 256; // runs looked at in one bin before a larger bin is tried, at first

    private final HugePageTable pages;
    private final int first; // the arena's first huge page
    private final long origin; // huge page 0's address in huge pages: alignment is of addresses, not of numbers
    private final int[] heads = new int[BINS];
    private final long[] filled = new long[(BINS + 63) / 64];
    private int count;
    private long dirtyUnits;

    FreeRuns(HugePageTable pages, int first, long origin) {
        this.pages = pages;
        this.first = first;
        this.origin = origin;
        Arrays.fill(heads, HugePageTable.NONE);
    }

    /** Free huge pages. */
    int count() {
        return count;
    }

    long dirtyUnits() {
        return dirtyUnits;
    }

    /**
     * Adds huge pages whose bits are all set, joined with the free ones before and behind; {@code frontier}: end of
     * all.
     */
    void add(int page, int length, int frontier) {
        int start = page;
        int end = page + length;
        long dirty = dirty(page, length);
        if (start > first && pages.allFree(start - 1)) {
            start -= pages.length(start - 1);
            dirty += pages.runDirty(start);
            remove(start);
        }
        if (end < frontier && pages.allFree(end)) {
            int next = end;
            end += pages.length(next);
            dirty += pages.runDirty(next);
            remove(next);
        }
        insert(start, end - start, dirty);
    }

    /**
     * The start, within its run, of {@code length} free huge pages at a multiple of {@code alignment}: in the shortest
     * run that has them, the lowest of several; {@link HugePageTable#NONE} if none has.
     */
    int find(int length, long alignment) {
        int page = find(length, alignment, SCAN);
        return page != HugePageTable.NONE ? page : find(length, alignment, Integer.MAX_VALUE);
    }

    private int find(int length, long alignment, int scan) {
        for (int bin = next(bin(length)); bin != HugePageTable.NONE; bin = next(bin + 1)) {
            int best = HugePageTable.NONE;
            int run = heads[bin];
            for (int i = 0; i < scan && run != HugePageTable.NONE; i++, run = pages.next(run)) {
                if (aligned(run, alignment) + length <= run + pages.length(run) && better(run, best)) {
                    best = run;
                }
            }
            if (best != HugePageTable.NONE) {
                return (int) aligned(best, alignment);
            }
        }
        return HugePageTable.NONE;
    }

    private boolean better(int run, int best) {
        return best == HugePageTable.NONE
                || pages.length(run) < pages.length(best)
                || pages.length(run) == pages.length(best) && run < best;
    }

    private long aligned(int page, long alignment) {
        return (origin + page + alignment - 1 & -alignment) - origin;
    }

    /** Takes huge pages out of the run that they are in, before their bits are changed. */
    void take(int page, int length) {
        int run = page;
        while (run > first && pages.allFree(run - 1)) { // few: starts are at a run's start but for alignments
            run--;
        }
        int whole = pages.length(run);
        int behind = run + whole - page - length;
        long before = dirty(run, page - run);
        long dirty = pages.runDirty(run) - before - dirty(page, length);
        remove(run);
        if (page > run) {
            insert(run, page - run, before);
        }
        if (behind > 0) {
            insert(page + length, behind, dirty);
        }
    }

    /** First huge page of the longest run with dirty units; {@link HugePageTable#NONE} if nothing is dirty. */
    int findDirty() {
        for (int bin = BINS - 1; bin >= 0 && dirtyUnits > 0; bin--) {
            for (int run = heads[bin]; run != HugePageTable.NONE; run = pages.next(run)) {
                if (pages.runDirty(run) > 0) {
                    return run;
                }
            }
        }
        return HugePageTable.NONE;
    }

    /** Length of the run that ends right before a huge page; 0 if none does. */
    int lengthBefore(int page) {
        return page > first && pages.allFree(page - 1) ? pages.length(page - 1) : 0;
    }

    private long dirty(int page, int length) {
        long dirty = 0;
        for (int i = 0; i < length; i++) {
            dirty += pages.dirty(page + i);
        }
        return dirty;
    }

    private void insert(int page, int length, long dirty) {
        pages.runDirty(page, dirty);
        pages.length(page, length);
        pages.length(page + length - 1, length);
        int bin = bin(length);
        pages.link(page, heads[bin]);
        heads[bin] = page;
        filled[bin / 64] |= 1L << bin;
        count += length;
        dirtyUnits += dirty;
    }

    private void remove(int page) {
        int length = pages.length(page);
        int bin = bin(length);
        heads[bin] = pages.unlink(page, heads[bin]);
        if (heads[bin] == HugePageTable.NONE) {
            filled[bin / 64] &= ~(1L << bin);
        }
        count -= length;
        dirtyUnits -= pages.runDirty(page);
    }

    /** The lowest bin from {@code from} on that is not empty; NONE if all are. */
    private int next(int from) {
        for (int word = from / 64; word < filled.length; word++) {
            long rest = word == from / 64 ? filled[word] & -1L << from : filled[word];
            if (rest != 0) {
                return word * 64 + Long.numberOfTrailingZeros(rest);
            }
        }
        return HugePageTable.NONE;
    }

    static int bin(int length) {
        if (length < EXACT) {
            return length;
        }
        int log = 31 - Integer.numberOfLeadingZeros(length);
        return EXACT + (log - EXACT_LOG) * 4 + (length >>> log - 2 & 3);
    }
}
