package org.ccache.allocator.arena;

import org.ccache.os.VirtualMemory;
import org.ccache.sync.Mutex;

/**
 * One node's part of the address range, handed out in spans of units and committed from its start on.
 *
 * <pre>
 *   start                          frontier                                          end     (huge pages)
 *   | spans in use and free ones   | reserved, not accessible ...                    |
 *   | used  | partly free | run of free huge pages | used ...
 * </pre>
 *
 * <p>A span shorter than a huge page never crosses one, but where it has grown in place; a longer one begins where a
 * huge page does, and what it leaves of its last one is for shorter spans. Free spans ({@link FreeSpans}) keep what
 * they hold until they are purged, and are taken again by best fit; large blocks also as they were freed, without a
 * lock ({@link LargeBlocks}).
 *
 * <p>Two locks: {@code growLock} serialises growth and is held over the commit, so that only threads that need more
 * memory wait for the kernel; {@code lock} guards everything else and is never held over a system call.
 */
final class Arena {
    private static final int RECORD_STEP = 32; // huge pages: a page of the map, 1 MiB of records

    private final Mutex lock = new Mutex(); // both taken within: Arenas and Depot check the stack
    private final Mutex growLock = new Mutex();
    private final Arenas arenas;
    private final SpanMap map;
    private final SpanTable table;
    private final HugePageTable pages;
    private final MappedUnits mapped;
    private final HugePageAdvice advice;
    private final FreeSpans free;
    private final LargeBlocks large;
    private final int start; // huge pages, as all numbers of pages here
    private final int end;

    private int recorded; // huge pages below have writable metadata; guarded by growLock
    private int purging; // spans on their way to the kernel and back: neither free nor in use
    private boolean closed;

    Arena(Arenas arenas, HugePageTable pages, MappedUnits mapped, HugePageAdvice advice, int start, int end) {
        this.arenas = arenas;
        this.map = arenas.map();
        this.table = arenas.table();
        this.pages = pages;
        this.mapped = mapped;
        this.advice = advice;
        this.start = start;
        this.end = end;
        this.recorded = start;
        this.free = new FreeSpans(pages, start, arenas.address(0) / HugePageTable.BYTES, advice.wholeFaults());
        this.large = new LargeBlocks(arenas, mapped, free);
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
            int unit;
            int seen;
            boolean incomplete;
            long missing;
            lock.lockWithin();
            try {
                checkOpen();
                seen = free.frontier();
                incomplete = purging > 0;
                unit = find(units, alignment, head);
                missing = unit == SpanTable.NONE ? 0 : free.cost(unit, units);
                if (unit != SpanTable.NONE && mapped.tryAdd(missing)) {
                    free.take(unit, units);
                    pages.records(unit / HugePageTable.UNITS, true);
                    table.units(unit, units); // before the map names the span: an audit walks by it
                    if (head == SpanMap.LARGE_HEAD) {
                        large.add(unit, units, size);
                    }
                    map.set(unit, units, body);
                    map.set(unit, 1, head);
                    return unit;
                }
                missing = unit == SpanTable.NONE ? -1 : missing;
            } finally {
                lock.unlock();
            }
            if (missing >= 0) {
                arenas.makeRoom(missing, Units.bytes(units), Units.bytes(alignment));
            } else if (!growOrAwait(units, alignment, seen, incomplete)) {
                return SpanTable.NONE;
            }
        }
    }

    /** A large block fits best among all that is free; a slab needs recent spans when nothing else is left. */
    private int find(int units, long alignment, int head) {
        boolean flushed = head == SpanMap.LARGE_HEAD && large.flush();
        int unit = free.find(units, alignment);
        return unit == SpanTable.NONE && !flushed && large.flush() ? free.find(units, alignment) : unit;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    /**
     * Gives a slab's span back; its addresses are foreign from now on.
     *
     * @return false if the arena is closed: then its records are zero, and no list may be followed through them
     */
    boolean freeSlab(int unit, int units) {
        lock.lockWithin();
        try {
            if (closed) {
                return false;
            }
            map.set(unit, units, SpanMap.FREE);
            free.release(unit, units, true);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** For what is done without a lock. */
    LargeBlocks large() {
        return large;
    }

    /** Frees a large block, without a lock if its span can be kept: false if no live one starts there. */
    boolean freeLarge(int unit) {
        if (!large.isMarked(unit)) {
            return cutLarge(unit, 0, 0);
        }
        if (large.claim(unit) == 0) {
            return false;
        }
        if (!large.keep(unit)) {
            lock.lockWithin();
            try {
                if (!closed) {
                    large.keepInstead(unit);
                }
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    /** Puts the spans that were freed lately where a purge finds them. */
    void flushRecent() {
        lock.lockWithin();
        try {
            if (!closed) {
                large.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cuts a large block off behind its first {@code keep} units.
     *
     * @param keep units; 0 frees it
     * @param size bytes as requested from now on
     * @return false if no large block of at least that length starts there
     */
    boolean cutLarge(int unit, int keep, long size) {
        lock.lockWithin();
        try {
            return !closed && large.cut(unit, keep, size); // under the lock: of two frees of one block one may pass
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
        if (FreeSpans.pagesEnd(unit, units) > free.frontier() && !extend(unit, units)) {
            return false;
        }
        lock.lockWithin();
        try {
            return !closed && large.grow(unit, units, size);
        } finally {
            lock.unlock();
        }
    }

    /** Commits what a block that ends before the frontier would need behind it: false if something is in between. */
    private boolean extend(int unit, int units) {
        int end = FreeSpans.pagesEnd(unit, units);
        growLock.lockWithin();
        try {
            lock.lockWithin();
            try {
                int now = closed ? units : large.length(unit, units);
                int behind = free.frontier() * HugePageTable.UNITS - unit - now;
                if (now >= units || end > this.end || behind > 0 && !large.isFreeBehind(unit + now, behind)) {
                    return false;
                }
            } finally {
                lock.unlock();
            }
            if (end > free.frontier()) {
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
     * Keeps others from freeing a large block while its contents are on their way, by making it look like the inside of
     * one.
     *
     * @return false if no large block starts there
     */
    boolean claimLarge(int unit) {
        lock.lockWithin();
        try {
            return !closed && large.hide(unit);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a claim: the block is free, its contents being elsewhere, or is what it was.
     *
     * <p>In one step: if it were a block again before it is freed, another thread's free could pass in between, a third
     * be given the span, and ours would free that one's block.
     */
    void endClaim(int unit, boolean copied) {
        lock.lockWithin();
        try {
            if (!closed) { // else nothing is to be counted any more
                large.endHide(unit, copied);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Grows, or waits for a purge that may have kept a span out of sight.
     *
     * @return whether to look again
     * @throws ExhaustedError if the system refuses memory and there is nothing to wait for
     */
    private boolean growOrAwait(int units, long alignment, int seen, boolean incomplete) {
        try {
            if (grow(units, alignment, seen)) {
                return true;
            }
        } catch (ExhaustedError e) {
            if (!incomplete) {
                throw e;
            }
        }
        if (incomplete) {
            arenas.awaitPurge();
        }
        return incomplete;
    }

    /**
     * Commits enough huge pages beyond the frontier for a span of this length and alignment.
     *
     * @return false if the range is exhausted. True also when the caller only has to look again: the frontier is not
     *     where it saw it, so another thread has grown the arena
     */
    private boolean grow(int units, long alignment, int seen) {
        growLock.lockWithin();
        try {
            // What is free right before the frontier is part of the new span, if it stays free until then.
            int before = freeBeforeFrontier(); // refuses if closed
            int frontier = free.frontier();
            if (frontier != seen) {
                return true;
            }
            long pageAlignment = Math.max(1, alignment / HugePageTable.UNITS);
            long origin = arenas.address(0) / HugePageTable.BYTES;
            long first = (origin + frontier - before + pageAlignment - 1 & -pageAlignment) - origin;
            long needed = first + FreeSpans.length(units);
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
        if (needed > recorded) { // in steps: each is a call of the system and a mapping of its own until the next
            int to = Math.min(Math.max(needed, recorded + RECORD_STEP), end);
            arenas.commitMetadata(recorded, to);
            recorded = to;
        }
        arenas.commit(free.frontier(), needed);
        lock.lockWithin();
        try {
            free.extend(needed); // not closed: close takes the grow lock first
        } finally {
            lock.unlock();
        }
    }

    private int freeBeforeFrontier() {
        lock.lockWithin();
        try {
            checkOpen();
            return free.lengthBeforeFrontier();
        } finally {
            lock.unlock();
        }
    }

    /** Free units that were used and not purged since; racy: a hint. */
    long dirtyUnits() {
        return free.dirtyUnits() + large.recentUnits();
    }

    /**
     * Gives one stretch of dirty units back to the system. Under the purge lock, which {@link Purger} holds.
     *
     * @param most units at once
     * @param whole whether of whole free huge pages, or of partly free ones
     * @return units given back; 0 if nothing is dirty, -1 if the system refused
     */
    long purgeSome(int most, boolean whole) {
        int unit;
        int units;
        lock.lockWithin();
        try {
            unit = closed ? SpanTable.NONE : free.findDirty(whole, advice.smallOnly());
            if (unit == SpanTable.NONE) {
                return 0;
            }
            units = free.dirtyStretch(unit, most);
            // Ours until it is released: no neighbour may join it, nobody may take it, while the kernel works.
            free.use(unit, units);
            map.set(unit, units, SpanMap.PURGING);
            purging++;
        } finally {
            lock.unlock();
        }
        boolean refused = true;
        try {
            refused = !whole && !advice.keepSmall(unit / HugePageTable.UNITS)
                    || VirtualMemory.purge(arenas.address(unit), Units.bytes(units)) < 0;
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
        lock.lockWithin();
        try {
            while (first < free.frontier() && !isSpare(first)) {
                first++;
            }
            while (length < most && first + length < free.frontier() && isSpare(first + length)) {
                pages.records(first + length, false);
                length++;
            }
            if (length == 0) {
                return HugePageTable.NONE;
            }
            free.use(first * HugePageTable.UNITS, length * HugePageTable.UNITS);
            map.set(first * HugePageTable.UNITS, length * HugePageTable.UNITS, SpanMap.PURGING);
            purging++;
        } finally {
            lock.unlock();
        }
        int unit = first * HugePageTable.UNITS;
        int units = length * HugePageTable.UNITS;
        try {
            for (int page = first; page < first + length; page++) {
                advice.allowWhole(page);
            }
            // Refused, they are taken for purged all the same, and no worse off than before.
            VirtualMemory.purgeReadable(table.record(unit), (long) units << SpanTable.RECORD_SHIFT);
        } finally {
            back(unit, units, false, 0);
        }
        return first + length;
    }

    private boolean isSpare(int page) {
        return (pages.records(page) || advice.canAllowWhole() && pages.small(page))
                && pages.allFree(page)
                && pages.dirty(page) == 0;
    }

    /** Ends what was begun with PURGING: units that are dirty or not, of which some are mapped no more. */
    private void back(int unit, int units, boolean dirty, int unmapped) {
        lock.lockWithin();
        try {
            if (closed) {
                return; // nothing is to be counted any more
            }
            map.set(unit, units, SpanMap.FREE);
            purging--;
            free.release(unit, units, dirty);
            mapped.subtract(unmapped);
        } finally {
            lock.unlock();
        }
    }

    /** Adds this arena's figures to a look at all of them. */
    void addTo(ArenaStats.Sum sum) {
        lock.lockWithin();
        try {
            sum.committed += (free.frontier() - start) * HugePageTable.BYTES;
            sum.freeUnits += free.freeUnits();
            sum.dirtyUnits += free.dirtyUnits();
            sum.freeHugePages += free.freePages();
            sum.partialHugePages += free.partialPages();
            large.addTo(sum);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Every span from the start to the frontier, by address; free units that follow each other are one, but for those
     * of recent spans.
     */
    void forEach(Arenas.SpanVisitor visitor) {
        lock.lockWithin();
        try {
            int last = free.frontier() * HugePageTable.UNITS;
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
                boolean recent = entry == SpanMap.LARGE_HEAD && large.isRecent(unit);
                int dirty = recent ? units : entry == SpanMap.FREE ? free.dirty(unit, units) : 0;
                visitor.visit(unit, units, recent ? SpanMap.FREE : entry, dirty);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the locks for good, so that nobody grows or uses it: the range is about to go. */
    void close() {
        growLock.lockWithin();
        lock.lockWithin();
        try {
            closed = true;
            free.clear(start);
        } finally {
            lock.unlock();
            growLock.unlock();
        }
    }
}
