package org.ccache.allocator.arena;

import java.util.concurrent.locks.ReentrantLock;
import org.ccache.os.VirtualMemory;

/**
 * One node's part of the address range, handed out in spans of units and committed from its start on.
 *
 * <pre>
 *   start                          frontier                                          end     (huge pages)
 *   | spans in use and free ones   | reserved, not accessible ...                    |
 *   | used  | partly free | run of free huge pages | used ...
 * </pre>
 *
 * <p>A span shorter than a huge page never crosses one ({@link PartialPages}); a longer one is a run of huge pages
 * ({@link FreeRuns}), and what it leaves of its last huge page is for shorter spans. Free spans keep what they hold until they
 * are purged, and are taken again by best fit: that is the cache of large blocks, by size and by age.
 *
 * <p>Two locks: {@code growLock} serialises growth and is held over the commit, so that only threads that need more memory
 * wait for the kernel; {@code lock} guards everything else and is never held over a system call.
 */
final class Arena {
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock growLock = new ReentrantLock();
    private final Arenas arenas;
    private final SpanMap map;
    private final SpanTable table;
    private final HugePageTable pages;
    private final MappedUnits mapped;
    private final PartialPages partial;
    private final FreeRuns runs;
    private final boolean wholeFaults; // the system may fault in a whole huge page at the first touch
    private final int start; // huge pages, as all numbers of pages here
    private final int end;

    private volatile int frontier; // written under both locks
    private int purging; // spans on their way to the kernel and back: neither free nor in use
    private long largeUnits;
    private long largeRequested;
    private long largeBlocks;
    private long largeAllocations;
    private boolean closed;

    Arena(Arenas arenas, HugePageTable pages, MappedUnits mapped, boolean wholeFaults, int start, int end) {
        this.wholeFaults = wholeFaults;
        this.arenas = arenas;
        this.map = arenas.map();
        this.table = arenas.table();
        this.pages = pages;
        this.mapped = mapped;
        this.start = start;
        this.end = end;
        this.frontier = start;
        this.partial = new PartialPages(pages);
        this.runs = new FreeRuns(pages, start, arenas.address(0) / HugePageTable.BYTES);
    }

    int start() {
        return start;
    }

    int frontier() {
        return frontier;
    }

    /**
     * Takes a span and enters it into the map.
     *
     * @param alignment in units, a power of two
     * @param size bytes as requested, of a large block
     * @return its first unit; {@link SpanTable#NONE} if this arena's range is exhausted
     * @throws ExhaustedError if the limit does not allow it, or the system refuses memory
     */
    int allocate(int units, long alignment, int head, int body, long size) {
        for (; ; ) {
            int seen;
            boolean incomplete;
            long missing;
            lock.lock();
            try {
                checkOpen();
                seen = frontier;
                incomplete = purging > 0;
                int unit = find(units, alignment);
                missing = unit == SpanTable.NONE ? 0 : cost(unit, units);
                if (unit != SpanTable.NONE && mapped.tryAdd(missing)) {
                    fault(unit, units);
                    use(unit, units);
                    pages.records(unit / HugePageTable.UNITS, true);
                    table.units(unit, units); // before the map names the span: an audit walks by it
                    table.bytes(unit, size);
                    map.set(unit, units, body == SpanMap.FREE ? head : body);
                    map.set(unit, 1, head);
                    if (head == SpanMap.LARGE_HEAD) {
                        largeUnits += units;
                        largeRequested += size;
                        largeBlocks++;
                        largeAllocations++;
                    }
                    return unit;
                }
                missing = unit == SpanTable.NONE ? -1 : missing;
            } finally {
                lock.unlock();
            }
            if (missing >= 0) {
                arenas.makeRoom(missing, Units.bytes(units), Units.bytes(alignment));
            } else if (!grow(units, alignment, seen)) {
                if (!incomplete) {
                    return SpanTable.NONE;
                }
                arenas.awaitPurge(); // it kept a span out of sight: look again
            }
        }
    }

    private int find(int units, long alignment) {
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

    /** Huge pages that hold a number of units. */
    private static int length(int units) {
        return (units + HugePageTable.UNITS - 1) / HugePageTable.UNITS;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    /** Huge pages after the last one of a span. */
    private static int pagesEnd(int unit, int units) {
        return (unit + units - 1) / HugePageTable.UNITS + 1;
    }

    private static int from(int page, int unit) {
        return Math.max(0, unit - page * HugePageTable.UNITS);
    }

    private static int to(int page, int unit, int units) {
        return Math.min(HugePageTable.UNITS, unit + units - page * HugePageTable.UNITS);
    }

    private int dirty(int unit, int units) {
        int dirty = 0;
        for (int page = unit / HugePageTable.UNITS; page < pagesEnd(unit, units); page++) {
            dirty += pages.dirty(page, from(page, unit), to(page, unit, units));
        }
        return dirty;
    }

    /**
     * Units that become mapped when these are taken. Where the system faults in whole huge pages, the first unit of one that
     * holds nothing yet brings all of it.
     */
    private int cost(int unit, int units) {
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

    /** Before units are taken: the rest of huge pages that are about to be faulted in as a whole is dirty from now on. */
    private void fault(int unit, int units) {
        for (int page = unit / HugePageTable.UNITS; page < pagesEnd(unit, units); page++) {
            if (holdsNothing(page)) {
                runs.take(page, 1);
                pages.free(page, 0, HugePageTable.UNITS, true);
                runs.add(page, 1, frontier);
            }
        }
    }

    /** Takes free units out of the free structures. */
    private void use(int unit, int units) {
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

    /** Puts units back into the free structures. */
    private void release(int unit, int units, boolean dirty) {
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
     * Gives a slab's span back; its addresses are foreign from now on.
     *
     * @return false if the arena is closed: then its records are zero, and no list may be followed through them
     */
    boolean freeSlab(int unit, int units) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            map.set(unit, units, SpanMap.FREE);
            release(unit, units, true);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees a large block, or what is behind its first {@code keep} units.
     *
     * @param size bytes as requested from now on, if some are kept
     * @return false if no large block of at least that length starts there
     */
    boolean freeLarge(int unit, int keep, long size) {
        lock.lock();
        try {
            // Under the lock: of two frees of one block only one may pass.
            if (closed || map.get(unit) != SpanMap.LARGE_HEAD || keep > table.units(unit)) {
                return false;
            }
            int units = table.units(unit);
            largeRequested += size - table.bytes(unit);
            largeUnits -= units - keep;
            largeBlocks -= keep == 0 ? 1 : 0;
            table.units(unit, keep == 0 ? units : keep);
            table.bytes(unit, size);
            if (units > keep) {
                map.set(unit + keep, units - keep, SpanMap.FREE);
                release(unit + keep, units - keep, true);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a large block grow where it is.
     *
     * @return whether the units behind it were free, or not committed yet, and the limit allowed it
     */
    boolean growLarge(int unit, int units, long size) {
        if (pagesEnd(unit, units) > frontier && !extend(unit, units)) {
            return false;
        }
        lock.lock();
        try {
            if (closed || map.get(unit) != SpanMap.LARGE_HEAD) {
                return false;
            }
            int now = table.units(unit);
            if (units <= now || !isFree(unit + now, units - now)) {
                return false;
            }
            if (!mapped.tryAdd(cost(unit + now, units - now))) {
                return false;
            }
            fault(unit + now, units - now);
            use(unit + now, units - now);
            largeUnits += units - now;
            largeRequested += size - table.bytes(unit);
            map.set(unit + now, units - now, SpanMap.LARGE_BODY);
            table.units(unit, units);
            table.bytes(unit, size);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Commits what a block that ends before the frontier would need behind it: false if something is in between. */
    private boolean extend(int unit, int units) {
        int end = pagesEnd(unit, units);
        growLock.lock();
        try {
            lock.lock();
            try {
                int now = closed || map.get(unit) != SpanMap.LARGE_HEAD ? units : table.units(unit);
                int behind = frontier * HugePageTable.UNITS - unit - now;
                if (now >= units || end > this.end || behind > 0 && !isFree(unit + now, behind)) {
                    return false;
                }
            } finally {
                lock.unlock();
            }
            if (end > frontier) {
                commit(end);
            }
            return true;
        } catch (ExhaustedError e) {
            return false; // it may fit somewhere else; if not, that is found out there
        } finally {
            growLock.unlock();
        }
    }

    /**
     * Keeps others from freeing a large block while its contents are on their way, by making it look like the inside of one;
     * or ends that.
     *
     * @return false if no large block starts there
     */
    boolean claimLarge(int unit, boolean claim) {
        lock.lock();
        try {
            if (closed || map.get(unit) != (claim ? SpanMap.LARGE_HEAD : SpanMap.LARGE_BODY)) {
                return false;
            }
            map.set(unit, 1, claim ? SpanMap.LARGE_BODY : SpanMap.LARGE_HEAD);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFree(int unit, int units) {
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

    /**
     * Commits enough huge pages beyond the frontier for a span of this length and alignment.
     *
     * @return false if the range is exhausted. True also when the caller only has to look again: the frontier is not where it
     *     saw it, so another thread has grown the arena
     */
    private boolean grow(int units, long alignment, int seen) {
        growLock.lock();
        try {
            // What is free right before the frontier is part of the new span, if it stays free until then.
            int free = freeBeforeFrontier(); // refuses if closed
            if (frontier != seen) {
                return true;
            }
            long pageAlignment = Math.max(1, alignment / HugePageTable.UNITS);
            long origin = arenas.address(0) / HugePageTable.BYTES;
            long first = (origin + frontier - free + pageAlignment - 1 & -pageAlignment) - origin;
            long needed = first + length(units);
            if (needed > end) {
                return false;
            }
            if (needed > frontier) { // else freed meanwhile
                commit((int) needed);
            }
            return true;
        } finally {
            growLock.unlock();
        }
    }

    /** Moves the frontier; under the grow lock. */
    private void commit(int needed) {
        int from = frontier;
        long bytes = (needed - from) * HugePageTable.BYTES;
        long address = arenas.address(from * HugePageTable.UNITS);
        long result = VirtualMemory.commit(address, bytes);
        if (result < 0) {
            throw new ExhaustedError("cannot commit " + bytes + " bytes, " + arenas.mapped() + " are mapped: "
                    + VirtualMemory.describe(result));
        }
        arenas.advise(address, bytes);
        lock.lock();
        try {
            frontier = needed; // not closed: close takes the grow lock first
            for (int page = from; page < needed; page++) {
                pages.free(page, 0, HugePageTable.UNITS, false);
            }
            runs.add(from, needed - from, needed);
        } finally {
            lock.unlock();
        }
    }

    private int freeBeforeFrontier() {
        lock.lock();
        try {
            checkOpen();
            return runs.lengthBefore(frontier);
        } finally {
            lock.unlock();
        }
    }

    /** Free units that were used and not purged since; racy without the lock: a hint. */
    long dirtyUnits() {
        return partial.dirtyUnits() + runs.dirtyUnits();
    }

    /**
     * Gives one stretch of dirty units back to the system: of a whole free huge page if there is one, in the longest run,
     * else of the emptiest partly free one. Under the purge lock, which {@link Arenas} holds.
     *
     * @param most units at once
     * @return units given back; 0 if nothing is dirty, -1 if the system refused
     */
    long purgeSome(int most) {
        int unit;
        int units;
        lock.lock();
        try {
            int page = closed ? HugePageTable.NONE : runs.findDirty();
            int length = page == HugePageTable.NONE ? 1 : pages.length(page);
            page = closed || page != HugePageTable.NONE ? page : partial.findDirty();
            if (page == HugePageTable.NONE) {
                return 0;
            }
            while (pages.dirty(page) == 0) { // clean huge pages at the run's start
                page++;
                length--;
            }
            int from = pages.nextDirty(page, 0, true);
            unit = page * HugePageTable.UNITS + from;
            units = dirtyStretch(page, length, from, most);
            // Ours until it is released: no neighbour may join it, nobody may take it, while the kernel works.
            use(unit, units);
            map.set(unit, units, SpanMap.PURGING);
            purging++;
        } finally {
            lock.unlock();
        }
        boolean refused = true;
        try {
            refused = VirtualMemory.purge(arenas.address(unit), Units.bytes(units)) < 0;
        } finally {
            back(unit, units, refused, refused ? 0 : units); // also if the call cannot be made, for want of stack
        }
        return refused ? -1 : units;
    }

    /**
     * Gives the records of huge pages back that are all free and clean, one stretch of them. Under the purge lock.
     *
     * @param from where to look first
     * @param most huge pages at once
     * @return where to look next; {@link HugePageTable#NONE} at the end
     */
    int purgeRecords(int from, int most) {
        int first = Math.max(from, start);
        int length = 0;
        lock.lock();
        try {
            while (first < frontier && !isSpare(first)) {
                first++;
            }
            while (length < most && first + length < frontier && isSpare(first + length)) {
                pages.records(first + length, false);
                length++;
            }
            if (length == 0) {
                return HugePageTable.NONE;
            }
            use(first * HugePageTable.UNITS, length * HugePageTable.UNITS);
            map.set(first * HugePageTable.UNITS, length * HugePageTable.UNITS, SpanMap.PURGING);
            purging++;
        } finally {
            lock.unlock();
        }
        int unit = first * HugePageTable.UNITS;
        int units = length * HugePageTable.UNITS;
        try {
            // Refused, they are taken for purged all the same, and no worse off than before.
            VirtualMemory.purge(table.record(unit), (long) units << SpanTable.RECORD_SHIFT);
        } finally {
            back(unit, units, false, 0);
        }
        return first + length;
    }

    private boolean isSpare(int page) {
        return pages.records(page) && pages.allFree(page) && pages.dirty(page) == 0;
    }

    /** Dirty units that follow each other from a unit of a huge page on, through {@code length} huge pages at most. */
    private int dirtyStretch(int page, int length, int from, int most) {
        int units = pages.nextDirty(page, from, false) - from;
        boolean on = from + units == HugePageTable.UNITS;
        for (int i = 1; on && i < length && units < most; i++) {
            int more = pages.nextDirty(page + i, 0, false);
            units += more;
            on = more == HugePageTable.UNITS;
        }
        return Math.min(units, most);
    }

    /** Ends what was begun with PURGING: units that are dirty or not, of which some are mapped no more. */
    private void back(int unit, int units, boolean dirty, int unmapped) {
        lock.lock();
        try {
            if (closed) {
                return; // nothing is to be counted any more
            }
            map.set(unit, units, SpanMap.FREE);
            purging--;
            release(unit, units, dirty);
            mapped.subtract(unmapped);
        } finally {
            lock.unlock();
        }
    }

    /** Adds this arena's figures to a look at all of them. */
    void addTo(ArenaStats.Sum sum) {
        lock.lock();
        try {
            sum.committed += (frontier - start) * HugePageTable.BYTES;
            sum.freeUnits += (long) runs.count() * HugePageTable.UNITS + partial.freeUnits();
            sum.dirtyUnits += dirtyUnits();
            sum.freeHugePages += runs.count();
            sum.partialHugePages += partial.count();
            sum.largeUnits += largeUnits;
            sum.largeRequested += largeRequested;
            sum.largeBlocks += largeBlocks;
            sum.largeAllocations += largeAllocations;
        } finally {
            lock.unlock();
        }
    }

    /** Every span from the start to the frontier, in the order of addresses; free units that follow each other are one. */
    void forEach(Arenas.SpanVisitor visitor) {
        lock.lock();
        try {
            int last = frontier * HugePageTable.UNITS;
            int units;
            for (int unit = start * HugePageTable.UNITS; unit < last; unit += units) {
                int entry = map.get(unit);
                units = 1;
                if (entry == SpanMap.FREE || entry == SpanMap.PURGING) {
                    while (unit + units < last && map.get(unit + units) == entry) {
                        units++;
                    }
                } else {
                    units = Math.max(1, table.units(unit));
                    entry = entry == SpanMap.LARGE_BODY ? SpanMap.LARGE_HEAD : entry; // on its way to another place
                }
                visitor.visit(unit, units, entry, entry == SpanMap.FREE ? dirty(unit, units) : 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the locks for good, so that nobody grows or uses it: the range is about to go. */
    boolean close() {
        growLock.lock();
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            frontier = start;
            return first;
        } finally {
            lock.unlock();
            growLock.unlock();
        }
    }
}
