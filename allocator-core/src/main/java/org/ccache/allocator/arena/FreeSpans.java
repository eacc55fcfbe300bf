package org.ccache.allocator.arena;

/**
 * The free units of an arena below its frontier: what is taken next, what it costs, what goes back to the system first.
 *
 * <p>A huge page is in use to the last unit, or partly free and in {@link PartialPages}, or all free and part of a run
 * in {@link FreeRuns}; its bits say which, so it leaves and enters the lists around each change of them. Units here are
 * numbers within the whole range, pages are huge pages. Guarded by the arena's lock.
 */
final class FreeSpans {
    private final HugePageTable pages;
    private final PartialPages partial;
    private final FreeRuns runs;
    private final boolean wholeFaults; // the system may fault in a whole huge page at the first touch

    private volatile int frontier; // written under both of the arena's locks, so holders of either may read it

    /**
     * Without free units yet.
     *
     * @param start the arena's first huge page
     * @param origin huge page 0's address in huge pages
     */
    FreeSpans(HugePageTable pages, int start, long origin, boolean wholeFaults) {
        this.pages = pages;
        this.partial = new PartialPages(pages);
        this.runs = new FreeRuns(pages, start, origin);
        this.wholeFaults = wholeFaults;
        this.frontier = start;
    }

    /** Huge pages that hold a number of units. */
    static int length(int units) {
        return (units + HugePageTable.UNITS - 1) / HugePageTable.UNITS;
    }

    /** Huge pages after the last one of a span. */
    static int pagesEnd(int unit, int units) {
        return (unit + units - 1) / HugePageTable.UNITS + 1;
    }

    private static int from(int page, int unit) {
        return Math.max(0, unit - page * HugePageTable.UNITS);
    }

    private static int to(int page, int unit, int units) {
        return Math.min(HugePageTable.UNITS, unit + units - page * HugePageTable.UNITS);
    }

    int frontier() {
        return frontier;
    }

    /** Ends all: nothing is free any more. */
    void clear(int start) {
        frontier = start;
    }

    /** Moves the frontier; what lies before it is free and clean. */
    void extend(int needed) {
        int from = frontier;
        frontier = needed;
        for (int page = from; page < needed; page++) {
            pages.free(page, 0, HugePageTable.UNITS, false);
        }
        runs.add(from, needed - from, needed);
    }

    /** Free huge pages right before the frontier. */
    int lengthBeforeFrontier() {
        return runs.lengthBefore(frontier);
    }

    /** The first unit of the place where a span fits best; {@link SpanTable#NONE} if it fits nowhere. */
    int find(int units, long alignment) {
        if (units < HugePageTable.UNITS && alignment <= HugePageTable.UNITS) {
            int page = partial.find(units, (int) alignment);
            page = page == HugePageTable.NONE ? runs.find(1, 1) : page;
            return page == HugePageTable.NONE
                    ? SpanTable.NONE
                    : page * HugePageTable.UNITS + pages.find(page, units, (int) alignment);
        }
        int page = runs.find(length(units), Math.max(1, alignment / HugePageTable.UNITS));
        return page == HugePageTable.NONE ? SpanTable.NONE : page * HugePageTable.UNITS;
    }

    boolean isFree(int unit, int units) {
        if (pagesEnd(unit, units) > frontier) {
            return false;
        }
        for (int page = unit / HugePageTable.UNITS; page < pagesEnd(unit, units); page++) {
            if (!pages.isFree(page, from(page, unit), to(page, unit, units))) {
                return false;
            }
        }
        return true;
    }

    /** Units of a free span that are dirty. */
    int dirty(int unit, int units) {
        int dirty = 0;
        for (int page = unit / HugePageTable.UNITS; page < pagesEnd(unit, units); page++) {
            dirty += pages.dirty(page, from(page, unit), to(page, unit, units));
        }
        return dirty;
    }

    /**
     * Units that become mapped when these are taken. Where the system faults in whole huge pages, the first unit of one
     * that holds nothing yet brings all of it.
     */
    int cost(int unit, int units) {
        int cost = 0;
        for (int page = unit / HugePageTable.UNITS; page < pagesEnd(unit, units); page++) {
            int from = from(page, unit);
            int to = to(page, unit, units);
            cost += holdsNothing(page) ? HugePageTable.UNITS : to - from - pages.dirty(page, from, to);
        }
        return cost;
    }

    private boolean holdsNothing(int page) {
        return wholeFaults && pages.allFree(page) && pages.dirty(page) == 0;
    }

    /** Takes free units for somebody to use, after their {@link #cost} was counted. */
    void take(int unit, int units) {
        fault(unit, units);
        use(unit, units);
    }

    /**
     * The rest of huge pages that are about to be faulted in as a whole is dirty from now on. Only the first and the
     * last one can have a rest: those between are not looked at, so that a long span costs no more than its length. The
     * span's own units stay clean: they are zero.
     */
    private void fault(int unit, int units) {
        int first = unit / HugePageTable.UNITS;
        int last = pagesEnd(unit, units) - 1;
        faultRest(first, unit, units);
        if (last > first) {
            faultRest(last, unit, units);
        }
    }

    private void faultRest(int page, int unit, int units) {
        boolean rest = to(page, unit, units) - from(page, unit) < HugePageTable.UNITS;
        if (rest && holdsNothing(page)) {
            runs.take(page, 1);
            pages.free(page, 0, from(page, unit), true);
            pages.free(page, to(page, unit, units), HugePageTable.UNITS, true);
            runs.add(page, 1, frontier);
        }
    }

    /** Takes free units out of the lists, whatever for. */
    void use(int unit, int units) {
        int end = pagesEnd(unit, units);
        for (int page = unit / HugePageTable.UNITS; page < end; ) {
            int length = 0; // huge pages that are all free, and so in one run
            while (page + length < end && pages.allFree(page + length)) {
                length++;
            }
            if (length > 0) {
                runs.take(page, length);
            } else {
                partial.remove(page);
                length = 1;
            }
            for (int i = 0; i < length; i++, page++) {
                pages.use(page, from(page, unit), to(page, unit, units));
                partial.add(page);
            }
        }
    }

    /** Puts units back. */
    void release(int unit, int units, boolean dirty) {
        int run = 0; // huge pages that are all free now, up to the one looked at
        for (int page = unit / HugePageTable.UNITS; page < pagesEnd(unit, units); page++) {
            partial.remove(page);
            pages.free(page, from(page, unit), to(page, unit, units), dirty);
            if (pages.allFree(page)) {
                run++;
            } else {
                addRun(page, run);
                run = 0;
                partial.add(page);
            }
        }
        addRun(pagesEnd(unit, units), run);
    }

    private void addRun(int end, int length) {
        if (length > 0) {
            runs.add(end - length, length, frontier);
        }
    }

    /**
     * The unit from which dirty ones are to go back to the system next.
     *
     * @param whole whether in the longest run of whole free huge pages that has some, or in the emptiest partly free
     *      one
     * @param smallOnly of partly free ones only those that the system fills with small pages
     * @return {@link SpanTable#NONE} if nothing is dirty there
     */
    int findDirty(boolean whole, boolean smallOnly) {
        int page = whole ? runs.findDirty() : partial.findDirty(smallOnly);
        if (page == HugePageTable.NONE) {
            return SpanTable.NONE;
        }
        while (pages.dirty(page) == 0) { // clean huge pages at the run's start
            page++;
        }
        return page * HugePageTable.UNITS + pages.nextDirty(page, 0, true);
    }

    /** How many dirty units follow each other from a dirty unit on, through whole free huge pages; at
     * most {@code most}, rounded up to what ends in a huge page: a part that is purged alone would be filled again. */
    int dirtyStretch(int unit, int most) {
        int page = unit / HugePageTable.UNITS;
        int from = unit - page * HugePageTable.UNITS;
        int to = pages.nextDirty(page, from, false);
        int units = to - from;
        boolean run = pages.allFree(page);
        while (run && to == HugePageTable.UNITS && units < most && ++page < frontier && pages.allFree(page)) {
            to = pages.nextDirty(page, 0, false);
            units += to;
        }
        return units;
    }

    /** Dirty units; racy without the lock: a hint. */
    long dirtyUnits() {
        return partial.dirtyUnits() + runs.dirtyUnits();
    }

    long freeUnits() {
        return (long) runs.count() * HugePageTable.UNITS + partial.freeUnits();
    }

    int freePages() {
        return runs.count();
    }

    int partialPages() {
        return partial.count();
    }
}
