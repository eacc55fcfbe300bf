package org.ccache.allocator.arena;

import org.ccache.allocator.memory.Memory;

/**
 * Records of huge pages, off heap: which of a huge page's units are free, and which of those are dirty.
 *
 * <pre>
 *   0            16           32      36        40      44       48          56        64
 *   +------------+------------+-------+---------+-------+--------+-----------+---------+
 *   | free bits  | dirty bits | next  | previous| list  | length | run dirty | records |     128 units of 16 KiB
 *   +------------+------------+-------+---------+-------+--------+-----------+---------+
 *   in use or beyond the frontier: no free bit set; the dirty bits of units in use say what they were when they were
 *   taken, which is what their owner may ask: see {@link #wasDirty}
 *   partly free:                   next and previous in its list of {@link PartialPages}
 *   all free:                      part of a run of {@link FreeRuns}; the run's first and last huge page have its
 *                                  length, the first also its dirty units
 *   records: 1 if records of its units in the {@link SpanTable} may have been written since they were purged; and
 *            behind that, at 60: 1 if the system was told to fill it with small pages only (guarded by the purge lock)
 * </pre>
 *
 * <p>Guarded by the lock of the arena that the huge page belongs to, but for {@link #wasDirty}.
 */
final class HugePageTable {
    /** 2 MiB: what the system can map as one. */
    static final long BYTES = 2 << 20;

    /** Units of a huge page: 128, or fewer where units are larger. */
    static final int UNITS = (int) (BYTES >>> Units.SHIFT);

    static final int NONE = -1;

    private static final int RECORD_SHIFT = 6;
    private static final int WORDS = 2;
    private static final int FREE = 0;
    private static final int DIRTY = 16;
    private static final int NEXT = 32;
    private static final int PREVIOUS = 36;
    private static final int LIST = 40;
    private static final int LENGTH = 44;
    private static final int RUN_DIRTY = 48;
    private static final int RECORDS = 56;
    private static final int SMALL = 60;

    private final long table;

    HugePageTable(long table) {
        this.table = table;
    }

    static long bytes(long pages) {
        return pages << RECORD_SHIFT;
    }

    private long record(int page) {
        return table + ((long) page << RECORD_SHIFT);
    }

    private long word(int page, int bits, int word) {
        return Memory.getLong(record(page) + bits + 8L * word);
    }

    /** Units that are free and dirty. */
    private long dirtyWord(int page, int word) {
        return word(page, DIRTY, word) & word(page, FREE, word);
    }

    /** The bits of word {@code word} that stand for the units [from, to) of a huge page. */
    private static long mask(int word, int from, int to) {
        int low = Math.clamp(from - 64L * word, 0, 64);
        int high = Math.clamp(to - 64L * word, 0, 64);
        return high <= low ? 0 : -1L >>> 64 - (high - low) << low;
    }

    /** Marks units [from, to) as in use: how many of them were dirty. */
    int use(int page, int from, int to) {
        int dirty = 0;
        for (int i = 0; i < WORDS; i++) {
            long mask = mask(i, from, to);
            dirty += Long.bitCount(dirtyWord(page, i) & mask);
            Memory.putLong(record(page) + FREE + 8L * i, word(page, FREE, i) & ~mask);
        }
        return dirty;
    }

    /** Marks units [from, to) as free. */
    void free(int page, int from, int to, boolean dirty) {
        for (int i = 0; i < WORDS; i++) {
            long mask = mask(i, from, to);
            long record = record(page) + 8L * i;
            long others = word(page, DIRTY, i) & ~mask;
            Memory.putLong(record + FREE, word(page, FREE, i) | mask);
            Memory.putLong(record + DIRTY, dirty ? others | mask : others);
        }
    }

    /**
     * Whether a unit in use was dirty when it was taken: if not, it was zero. For who has the unit, without the lock:
     * others write the word meanwhile, but each of them what it has read of this bit.
     */
    boolean wasDirty(int page, int unit) {
        return (word(page, DIRTY, unit / Long.SIZE) & 1L << unit) != 0;
    }

    int dirty(int page, int from, int to) {
        int count = 0;
        for (int i = 0; i < WORDS; i++) {
            count += Long.bitCount(dirtyWord(page, i) & mask(i, from, to));
        }
        return count;
    }

    int dirty(int page) {
        return Long.bitCount(dirtyWord(page, 0)) + Long.bitCount(dirtyWord(page, 1));
    }

    int free(int page) {
        return Long.bitCount(word(page, FREE, 0)) + Long.bitCount(word(page, FREE, 1));
    }

    boolean allFree(int page) {
        return free(page) == UNITS;
    }

    boolean isFree(int page, int from, int to) {
        for (int i = 0; i < WORDS; i++) {
            long mask = mask(i, from, to);
            if ((word(page, FREE, i) & mask) != mask) {
                return false;
            }
        }
        return true;
    }

    /** The first unit at or after {@code from} that is free ({@code set}) or not; {@link #UNITS} if there is none. */
    int nextFree(int page, int from, boolean set) {
        return next(page, FREE, from, set);
    }

    int nextDirty(int page, int from, boolean set) {
        return next(page, DIRTY, from, set);
    }

    private int next(int page, int bits, int from, boolean set) {
        for (int i = from / 64; i < WORDS && from < UNITS; i++) {
            long bit = bits == DIRTY ? dirtyWord(page, i) : word(page, bits, i);
            long word = set ? bit : ~bit;
            long rest = word & -1L << Math.max(0, from - 64 * i);
            if (from - 64 * i < 64 && rest != 0) {
                return Math.min(UNITS, 64 * i + Long.numberOfTrailingZeros(rest));
            }
        }
        return UNITS;
    }

    /** Length of the longest run of free units. */
    int longest(int page) {
        int longest = 0;
        for (int from = nextFree(page, 0, true); from < UNITS; ) {
            int end = nextFree(page, from, false);
            longest = Math.max(longest, end - from);
            from = nextFree(page, end, true);
        }
        return longest;
    }

    /** The lowest multiple of {@code alignment} from which {@code count} units are free; {@link #NONE} if none is. */
    int find(int page, int count, int alignment) {
        for (int from = nextFree(page, 0, true); from < UNITS; ) {
            int end = nextFree(page, from, false);
            int start = from + alignment - 1 & -alignment;
            if (start + count <= end) {
                return start;
            }
            from = nextFree(page, end, true);
        }
        return NONE;
    }

    int list(int page) {
        return Memory.getInt(record(page) + LIST);
    }

    void list(int page, int list) {
        Memory.putInt(record(page) + LIST, list);
    }

    int length(int page) {
        return Memory.getInt(record(page) + LENGTH);
    }

    void length(int page, int pages) {
        Memory.putInt(record(page) + LENGTH, pages);
    }

    long runDirty(int page) {
        return Memory.getLong(record(page) + RUN_DIRTY);
    }

    void runDirty(int page, long units) {
        Memory.putLong(record(page) + RUN_DIRTY, units);
    }

    boolean records(int page) {
        return Memory.getInt(record(page) + RECORDS) != 0;
    }

    void records(int page, boolean written) {
        Memory.putInt(record(page) + RECORDS, written ? 1 : 0);
    }

    boolean small(int page) {
        return Memory.getInt(record(page) + SMALL) != 0;
    }

    void small(int page, boolean only) {
        Memory.putInt(record(page) + SMALL, only ? 1 : 0);
    }

    int next(int page) {
        return Memory.getInt(record(page) + NEXT);
    }

    /** Links a huge page in front of a list. */
    void link(int page, int head) {
        Memory.putInt(record(page) + NEXT, head);
        Memory.putInt(record(page) + PREVIOUS, NONE);
        if (head != NONE) {
            Memory.putInt(record(head) + PREVIOUS, page);
        }
    }

    /** Takes a huge page out of a list: the list's head afterwards. */
    int unlink(int page, int head) {
        int next = next(page);
        int previous = Memory.getInt(record(page) + PREVIOUS);
        if (next != NONE) {
            Memory.putInt(record(next) + PREVIOUS, previous);
        }
        if (previous == NONE) {
            return next;
        }
        Memory.putInt(record(previous) + NEXT, next);
        return head;
    }
}
