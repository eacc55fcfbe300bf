package org.ccache.bench.replay;

/**
 * One step of a replay in one word:
 *
 * <pre>
 *   63                30 29            8 7         3   2       1       0
 *  +--------------------+---------------+-----------+-------+-------+---------+
 *  | size               | slot          | log2 of   | moves | cross | release |
 *  |                    |               | alignment |       |       |         |
 *  +--------------------+---------------+-----------+-------+-------+---------+
 * </pre>
 *
 * A slot is where the block's address is kept between the two steps of its life. A block is <em>cross</em> if another
 * thread releases it: its slot is in the table that all threads share, else in the thread's own. A {@code realloc} is
 * an acquiring step with {@code moves} and the releasing step of the old block right after it.
 */
final class ReplayCode {
    static final long RELEASE = 1;
    static final long CROSS = 1 << 1;
    static final long MOVES = 1 << 2;

    static final int MAX_SLOTS = 1 << 22;

    private static final int ALIGNMENT_SHIFT = 3;
    private static final int ALIGNMENT_MASK = 0x1f;
    private static final int SLOT_SHIFT = 8;
    private static final int SIZE_SHIFT = 30;

    private ReplayCode() {}

    static long encode(long flags, int slot, long size, long alignment) {
        long log2 = alignment == 0 ? 0 : Long.numberOfTrailingZeros(alignment);
        return flags | log2 << ALIGNMENT_SHIFT | (long) slot << SLOT_SHIFT | size << SIZE_SHIFT;
    }

    static int slot(long code) {
        return (int) (code >>> SLOT_SHIFT) & (MAX_SLOTS - 1);
    }

    static long size(long code) {
        return code >>> SIZE_SHIFT;
    }

    /** The alignment in bytes; 1 if none was asked for. */
    static long alignment(long code) {
        return 1L << ((code >>> ALIGNMENT_SHIFT) & ALIGNMENT_MASK);
    }
}
