package org.ccache.allocator.arena;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The large blocks of an arena: what was asked for, how they are cut, grow and move, and the spans of the last ones
 * that were freed.
 *
 * <p>The size that was asked for stands in the span's record. Or the block is <em>marked</em>: then it stands in
 * {@link LiveMarks}, and the record says so. A marked block is freed without the arena's lock, by who clears its mark,
 * and its span goes to {@link RecentSpans}, from where it is allocated again without the lock: the map says large block
 * all the while, the mark whether it is live. Marked are blocks of at most {@link RecentSpans#MOST_UNITS} units, if
 * their mark has room, until they are cut, grow or move.
 *
 * <p>Guarded by the arena's lock, but for {@link #requested}, {@link #takeRecent}, {@link #isMarked}, {@link #claim},
 * {@link #keep} and {@link #recentUnits}.
 */
final class LargeBlocks {
    private static final long MARKED = -1; // in the record

    private final Arenas arenas;
    private final SpanMap map;
    private final SpanTable table;
    private final LiveMarks marks;
    private final MappedUnits mapped;
    private final FreeSpans free;
    private final RecentSpans recent = new RecentSpans();

    private long units; // of live blocks and of recent spans
    private long blocks; // likewise
    private long allocations; // but for those by a recent span
    private long requestedUnmarked;
    private final AtomicLong requestedMarked = new AtomicLong();
    private final AtomicLong recentAllocations = new AtomicLong();

    LargeBlocks(Arenas arenas, MappedUnits mapped, FreeSpans free) {
        this.arenas = arenas;
        this.map = arenas.map();
        this.table = arenas.table();
        this.marks = arenas.marks();
        this.mapped = mapped;
        this.free = free;
    }

    /** A span is taken for a block; before the map says so. */
    void add(int unit, int spanUnits, long size) {
        boolean marked = size > 0 && spanUnits <= RecentSpans.MOST_UNITS && marks.isReady(arenas.address(unit));
        table.bytes(unit, marked ? MARKED : size);
        if (marked) {
            requestedMarked.addAndGet(size);
            marks.set(arenas.address(unit), (int) -size);
        } else {
            requestedUnmarked += size;
        }
        units += spanUnits;
        blocks++;
        allocations++;
    }

    /** Bytes as requested of the block that starts at a unit that reads LARGE_HEAD; -1 if it is not live. */
    long requested(int unit) {
        long bytes = table.bytes(unit);
        if (bytes != MARKED) {
            return bytes;
        }
        int mark = marks.size(arenas.address(unit));
        return mark < 0 ? -mark : -1;
    }

    /**
     * Allocates by a recent span of just that length: its first unit, or {@link SpanTable#NONE}.
     *
     * @param alignment in units, a power of two
     */
    int takeRecent(int spanUnits, long alignment, long size) {
        if (size == 0
                || spanUnits > RecentSpans.MOST_UNITS
                || !mapped.fits(0)) { // above a lowered limit it is no one's
            return SpanTable.NONE;
        }
        int unit = recent.take(spanUnits, arenas.address(0) >>> Units.SHIFT, alignment);
        if (unit != SpanTable.NONE) {
            requestedMarked.addAndGet(size);
            recentAllocations.incrementAndGet();
            marks.set(arenas.address(unit), (int) -size); // last: from here on it is somebody's
        }
        return unit;
    }

    boolean isMarked(int unit) {
        return table.bytes(unit) == MARKED;
    }

    /**
     * Ends a marked block: of several who want to, one may.
     *
     * @return the size that was asked for, and the span is the caller's; 0 if there is no live block
     */
    int claim(int unit) {
        long block = arenas.address(unit);
        int mark = marks.size(block);
        if (mark >= 0 || !marks.clear(block, mark)) {
            return 0;
        }
        requestedMarked.addAndGet(mark);
        return -mark;
    }

    /** Keeps the span of a block that was claimed: false if there is no place for it. */
    boolean keep(int unit) {
        int spanUnits = table.units(unit);
        return spanUnits <= RecentSpans.MOST_UNITS && recent.put(unit, spanUnits);
    }

    /** Keeps it in the place of another. */
    void keepInstead(int unit) {
        long other = recent.evict();
        if (other != RecentSpans.NOTHING) {
            release(RecentSpans.unit(other));
        }
        if (!keep(unit)) { // another thread was first
            release(unit);
        }
    }

    private void release(int unit) {
        int spanUnits = table.units(unit);
        units -= spanUnits;
        blocks--;
        table.bytes(unit, 0);
        map.set(unit, spanUnits, SpanMap.FREE);
        free.release(unit, spanUnits, true);
    }

    /** Gives all recent spans back: whether there was one. */
    boolean flush() {
        boolean any = false;
        for (long span = recent.takeAny(); span != RecentSpans.NOTHING; span = recent.takeAny()) {
            release(RecentSpans.unit(span));
            any = true;
        }
        return any;
    }

    int recentUnits() {
        return recent.units();
    }

    /** Whether a unit that reads LARGE_HEAD begins no live block: a recent span, or one on its way. */
    boolean isRecent(int unit) {
        return requested(unit) < 0;
    }

    /** Makes a live block one that is not marked: false if there is none. */
    private boolean settle(int unit) {
        if (map.get(unit) != SpanMap.LARGE_HEAD) {
            return false;
        }
        if (isMarked(unit)) {
            int size = claim(unit);
            if (size == 0) {
                return false;
            }
            requestedUnmarked += size;
            table.bytes(unit, size);
        }
        return true;
    }

    /**
     * Frees a block, or what is behind its first {@code keep} units.
     *
     * @param size bytes as requested from now on, if some are kept
     * @return false if no live block of at least that length starts there
     */
    boolean cut(int unit, int keep, long size) {
        if (keep > table.units(unit) || !settle(unit)) {
            return false;
        }
        cutSettled(unit, keep, size);
        return true;
    }

    private void cutSettled(int unit, int keep, long size) {
        requestedUnmarked += size - table.bytes(unit);
        if (keep == 0) {
            release(unit);
            return;
        }
        int spanUnits = table.units(unit);
        units -= spanUnits - keep;
        table.units(unit, keep);
        table.bytes(unit, size);
        if (spanUnits > keep) {
            map.set(unit + keep, spanUnits - keep, SpanMap.FREE);
            free.release(unit + keep, spanUnits - keep, true);
        }
    }

    /** Units of the live block that starts there; {@code otherwise} if none does. */
    int length(int unit, int otherwise) {
        return map.get(unit) == SpanMap.LARGE_HEAD && requested(unit) >= 0 ? table.units(unit) : otherwise;
    }

    /** Whether units behind a block are free, once no recent span is among them. */
    boolean isFreeBehind(int unit, int count) {
        return free.isFree(unit, count) || flush() && free.isFree(unit, count);
    }

    /** Lets a block grow where it is: whether the units behind it were free, and the limit allowed it. */
    boolean grow(int unit, int spanUnits, long size) {
        if (!settle(unit)) {
            return false;
        }
        int now = table.units(unit);
        if (spanUnits <= now || !isFreeBehind(unit + now, spanUnits - now)) {
            return false;
        }
        if (!mapped.tryAdd(free.cost(unit + now, spanUnits - now))) {
            return false;
        }
        free.take(unit + now, spanUnits - now);
        units += spanUnits - now;
        requestedUnmarked += size - table.bytes(unit);
        map.set(unit + now, spanUnits - now, SpanMap.LARGE_BODY);
        table.units(unit, spanUnits);
        table.bytes(unit, size);
        return true;
    }

    /** Makes a block look like the inside of one: false if no live block starts there. */
    boolean hide(int unit) {
        if (!settle(unit)) {
            return false;
        }
        map.set(unit, 1, SpanMap.LARGE_BODY);
        return true;
    }

    /** Ends that: the block is free, or is what it was. */
    void endHide(int unit, boolean freed) {
        if (freed) {
            cutSettled(unit, 0, 0);
        } else {
            map.set(unit, 1, SpanMap.LARGE_HEAD);
        }
    }

    void addTo(ArenaStats.Sum sum) {
        long look = recent.look();
        int recentUnits = (int) look;
        sum.freeUnits += recentUnits;
        sum.dirtyUnits += recentUnits;
        sum.largeUnits += Math.max(0, units - recentUnits); // one that moves meanwhile may be seen twice
        sum.largeBlocks += Math.max(0, blocks - (look >>> Integer.SIZE));
        sum.largeRequested += requestedUnmarked + requestedMarked.get();
        sum.largeAllocations += allocations + recentAllocations.get();
    }
}
