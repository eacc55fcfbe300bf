package org.ccache.allocator.arena;

import org.ccache.allocator.memory.Memory;

/**
 * Metadata of spans, off heap and apart from the blocks: a record for each unit, of 1/64 of the unit's size. A span
 * uses the records of its units from its first unit's on.
 *
 * <pre>
 *   0       4       8       12      16       20      24        32      40           64
 *   +-------+-------+-------+-------+--------+-------+---------+-------+------------+------------------+
 *   | units | next  | prev  |       | free   | bucket|  bytes  | hint  |            | bitmap of a slab |
 *   +-------+-------+-------+-------+--------+-------+---------+-------+------------+------------------+
 *   slab:       units, next and prev in its list, free blocks, bucket, hint, bitmap (1 = free)
 *   large:      units, bytes = as requested
 * </pre>
 *
 * <p>No synchronisation of its own: a slab's record belongs to its class lock, a large span's to whoever allocates or
 * frees it. Free spans have none here ({@link HugePageTable}).
 */
public final class SpanTable {
    private static final int UNITS = 0;
    private static final int NEXT = 4;
    private static final int PREVIOUS = 8;
    private static final int FREE = 16;
    private static final int BUCKET = 20;
    private static final int BYTES = 24;
    private static final int HINT = 32;
    private static final int BITMAP = 64;

    /** Bytes of a record: 256 for units of 16 KiB. */
    static final int RECORD_SHIFT = Units.SHIFT - 6;

    /** No span: the end of a list. */
    public static final int NONE = -1;

    private final long table;

    SpanTable(long table) {
        this.table = table;
    }

    /** Address of a unit's record, and of the next ones behind it. */
    long record(int unit) {
        return table + ((long) unit << RECORD_SHIFT);
    }

    public int units(int unit) {
        return Memory.getInt(record(unit) + UNITS);
    }

    public void units(int unit, int value) {
        Memory.putInt(record(unit) + UNITS, value);
    }

    public int next(int unit) {
        return Memory.getInt(record(unit) + NEXT);
    }

    public void next(int unit, int value) {
        Memory.putInt(record(unit) + NEXT, value);
    }

    public int previous(int unit) {
        return Memory.getInt(record(unit) + PREVIOUS);
    }

    public void previous(int unit, int value) {
        Memory.putInt(record(unit) + PREVIOUS, value);
    }

    public int free(int unit) {
        return Memory.getInt(record(unit) + FREE);
    }

    public void free(int unit, int value) {
        Memory.putInt(record(unit) + FREE, value);
    }

    public int bucket(int unit) {
        return Memory.getInt(record(unit) + BUCKET);
    }

    public void bucket(int unit, int value) {
        Memory.putInt(record(unit) + BUCKET, value);
    }

    public long bytes(int unit) {
        return Memory.getLong(record(unit) + BYTES);
    }

    public void bytes(int unit, long value) {
        Memory.putLong(record(unit) + BYTES, value);
    }

    /** Lowest word of the bitmap that may have a bit set. */
    public int hint(int unit) {
        return Memory.getInt(record(unit) + HINT);
    }

    public void hint(int unit, int value) {
        Memory.putInt(record(unit) + HINT, value);
    }

    public long bits(int unit, int word) {
        return Memory.getLong(record(unit) + BITMAP + 8L * word);
    }

    public void bits(int unit, int word, long value) {
        Memory.putLong(record(unit) + BITMAP + 8L * word, value);
    }

    /** Links a span in front of a list. */
    public void link(int unit, int head) {
        next(unit, head);
        previous(unit, NONE);
        if (head != NONE) {
            previous(head, unit);
        }
    }

    /** Takes a span out of a list: the list's head afterwards. */
    public int unlink(int unit, int head) {
        int next = next(unit);
        int previous = previous(unit);
        if (next != NONE) {
            previous(next, previous);
        }
        if (previous == NONE) {
            return next;
        }
        next(previous, next);
        return head;
    }
}
