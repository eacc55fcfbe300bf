package org.ccache.allocator.arena;

import java.util.Arrays;

/**
 * The free spans of an arena: segregated by length, coalesced with their neighbours, all below the frontier.
 *
 * <p>Bins: one for each length below {@value #EXACT} units, then four to each doubling. Neighbours are found through
 * the span map (a unit below the frontier that reads FREE belongs to a free span) and through the copy of the length
 * in a free span's last record. Guarded by the arena's lock.
 */
final class FreeSpans {
    private static final int EXACT = 64;
    private static final int EXACT_LOG = 6;
    private static final int BINS = EXACT + (31 - EXACT_LOG) * 4;
    private static final int SCAN = 16; // spans looked at in one bin before a larger bin is tried, at first
    private static final int DIRTY = 1;

    private final SpanTable table;
    private final SpanMap map;
    private final long origin; // the arena's address in units: alignment is of addresses, not of numbers
    private final int[] heads = new int[BINS];
    private final long[] filled = new long[(BINS + 63) / 64];
    private int units;
    private int dirtyUnits;

    FreeSpans(SpanTable table, SpanMap map, long origin) {
        this.table = table;
        this.origin = origin;
        this.map = map;
        Arrays.fill(heads, SpanTable.NONE);
    }

    int units() {
        return units;
    }

    /** Units that may still hold memory: freed, and not purged since. */
    int dirtyUnits() {
        return dirtyUnits;
    }

    /** Adds a span whose map bytes are FREE, joined with its free neighbours; frontier: end of the arena's units. */
    void add(int unit, int count, boolean dirty, int frontier) {
        int start = unit;
        int end = unit + count;
        boolean mixed = dirty;
        if (start > 0 && map.get(start - 1) == SpanMap.FREE) {
            start -= table.units(start - 1);
            mixed |= remove(start);
        }
        if (end < frontier && map.get(end) == SpanMap.FREE) {
            int next = end;
            end += table.units(next);
            mixed |= remove(next);
        }
        insert(start, end - start, mixed);
    }

    /** Takes a span of {@code count} units at a multiple of {@code alignment} units; {@link SpanTable#NONE} if none. */
    int take(int count, long alignment) {
        int unit = take(count, alignment, SCAN);
        return unit != SpanTable.NONE ? unit : take(count, alignment, Integer.MAX_VALUE);
    }

    private int take(int count, long alignment, int scan) {
        // The bin of the length itself may hold a fit; any span of a bin above count + alignment - 1 is one.
        for (int bin = next(bin(count)); bin != SpanTable.NONE; bin = next(bin + 1)) {
            int span = heads[bin];
            for (int i = 0; i < scan && span != SpanTable.NONE; i++, span = table.next(span)) {
                long start = (origin + span + alignment - 1 & -alignment) - origin;
                if (start + count <= span + table.units(span)) {
                    return cut(span, (int) start, count);
                }
            }
        }
        return SpanTable.NONE;
    }

    /** Takes the first dirty span of the longest bins, to be purged; NONE if nothing is dirty. */
    int takeDirty() {
        for (int bin = BINS - 1; bin >= 0; bin--) {
            for (int span = heads[bin]; span != SpanTable.NONE; span = table.next(span)) {
                if (table.tag(span) == DIRTY) {
                    remove(span);
                    return span;
                }
            }
        }
        return SpanTable.NONE;
    }

    private int cut(int span, int start, int count) {
        int length = table.units(span);
        boolean dirty = remove(span);
        if (start > span) {
            insert(span, start - span, dirty);
        }
        if (start + count < span + length) {
            insert(start + count, span + length - start - count, dirty);
        }
        return start;
    }

    private void insert(int unit, int count, boolean dirty) {
        table.units(unit, count);
        table.units(unit + count - 1, count);
        table.tag(unit, dirty ? DIRTY : 0);
        int bin = bin(count);
        table.link(unit, heads[bin]);
        heads[bin] = unit;
        filled[bin / 64] |= 1L << bin;
        units += count;
        dirtyUnits += dirty ? count : 0;
    }

    private boolean remove(int unit) {
        int count = table.units(unit);
        boolean dirty = table.tag(unit) == DIRTY;
        int bin = bin(count);
        heads[bin] = table.unlink(unit, heads[bin]);
        if (heads[bin] == SpanTable.NONE) {
            filled[bin / 64] &= ~(1L << bin);
        }
        units -= count;
        dirtyUnits -= dirty ? count : 0;
        return dirty;
    }

    /** The lowest bin from {@code from} on that is not empty; NONE if all are. */
    private int next(int from) {
        for (int word = from / 64; word < filled.length; word++) {
            long rest = word == from / 64 ? filled[word] & -1L << from : filled[word];
            if (rest != 0) {
                return word * 64 + Long.numberOfTrailingZeros(rest);
            }
        }
        return SpanTable.NONE;
    }

    static int bin(int count) {
        if (count < EXACT) {
            return count;
        }
        int log = 31 - Integer.numberOfLeadingZeros(count);
        return EXACT + (log - EXACT_LOG) * 4 + (count >>> log - 2 & 3);
    }
}
