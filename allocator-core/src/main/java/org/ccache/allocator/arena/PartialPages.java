package org.ccache.allocator.arena;

import java.util.Arrays;

/**
 * The huge pages of an arena that are partly free, in lists by their longest run of free units: short spans go where
 * the run is hardly longer than they are, and among those to the fullest, so that live spans stay dense and other huge
 * pages run empty. (The idea of TCMalloc's huge page filler: Hunter and others, "Beyond malloc efficiency to fleet
 * efficiency", OSDI 2021.)
 *
 * <p>Guarded by the arena's lock.
 */
final class PartialPages {
    private static final int SCAN = 16; // huge pages looked at in one list, at first

    private final HugePageTable pages;
    private final int[] heads = new int[HugePageTable.UNITS]; // by longest run; 0 is not used
    private final long[] filled =
            new long[(HugePageTable.UNITS + Long.SIZE - 1) / Long.SIZE]; // lists that are not empty
    private int dirtyUnits;
    private int freeUnits;
    private int count;

    PartialPages(HugePageTable pages) {
        this.pages = pages;
        Arrays.fill(heads, HugePageTable.NONE);
    }

    /** The huge page where a span of this length fits best; {@link HugePageTable#NONE} if it fits nowhere. */
    int find(int units, int alignment) {
        int page = find(units, alignment, SCAN);
        return page != HugePageTable.NONE ? page : find(units, alignment, Integer.MAX_VALUE);
    }

    private int find(int units, int alignment, int scan) {
        for (int list = next(units); list != HugePageTable.NONE; list = next(list + 1)) {
            int best = HugePageTable.NONE;
            int page = heads[list];
            for (int i = 0; i < scan && page != HugePageTable.NONE; i++, page = pages.next(page)) {
                if ((best == HugePageTable.NONE || pages.free(page) < pages.free(best))
                        && pages.find(page, units, alignment) != HugePageTable.NONE) {
                    best = page;
                }
            }
            if (best != HugePageTable.NONE) {
                return best;
            }
        }
        return HugePageTable.NONE;
    }

    /** The lowest list from {@code from} on that is not empty; NONE if all are. */
    private int next(int from) {
        for (int word = from / Long.SIZE; word < filled.length; word++) {
            long rest = word == from / Long.SIZE ? filled[word] & -1L << from : filled[word];
            if (rest != 0) {
                return word * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return HugePageTable.NONE;
    }

    /** Before the bits of a huge page are changed: takes it out, if it is here. */
    void remove(int page) {
        int free = pages.free(page);
        if (free > 0 && free < HugePageTable.UNITS) {
            int list = pages.list(page);
            heads[list] = pages.unlink(page, heads[list]);
            if (heads[list] == HugePageTable.NONE) {
                filled[list / Long.SIZE] &= ~(1L << list);
            }
            dirtyUnits -= pages.dirty(page);
            freeUnits -= free;
            count--;
        }
    }

    /** After they were changed: puts it in, if it belongs here. */
    void add(int page) {
        int free = pages.free(page);
        if (free > 0 && free < HugePageTable.UNITS) {
            int list = pages.longest(page);
            pages.list(page, list);
            pages.link(page, heads[list]);
            heads[list] = page;
            filled[list / Long.SIZE] |= 1L << list;
            dirtyUnits += pages.dirty(page);
            freeUnits += free;
            count++;
        }
    }

    /**
     * A huge page with dirty units, from the emptiest on, of all or of small ones; {@link HugePageTable#NONE} if there
     * is none.
     */
    int findDirty(boolean smallOnly) {
        for (int list = heads.length - 1; list > 0 && dirtyUnits > 0; list--) {
            for (int page = heads[list]; page != HugePageTable.NONE; page = pages.next(page)) {
                if (pages.dirty(page) > 0 && (!smallOnly || pages.small(page))) {
                    return page;
                }
            }
        }
        return HugePageTable.NONE;
    }

    int dirtyUnits() {
        return dirtyUnits;
    }

    int freeUnits() {
        return freeUnits;
    }

    /** Huge pages that are partly free. */
    int count() {
        return count;
    }
}
