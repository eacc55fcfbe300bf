package org.ccache.layout;

/**
 * The layout of one index's region and the results of the sequences: {@code sequences.h} in Java words.
 *
 * <pre>
 *   0        4        8               16         32         48
 *   +--------+--------+---------------+----------+----------+-- ... --+-----------------------------+
 *   | state  |   -    | aborts        | header 1 | header 2 |         | slots of all magazines      |
 *   +--------+--------+---------------+----------+----------+-- ... --+-----------------------------+
 *   magazine header: 0 current | 4 - | 8 begin | 12 end    (32 bit each, in 8-byte words from the region)
 * </pre>
 *
 * <p>The assembly's copy is compared with this one when the library is loaded ({@link TableLayout#STAMP}).
 */
public final class RegionLayout {
    /** Region of index i: base + (i &lt;&lt; 18), 256 KiB of address space. */
    public static final int REGION_SHIFT = 18;

    public static final long REGION_BYTES = 1L << REGION_SHIFT;

    public static final int STATE = 0;
    public static final int ABORTS = 8;

    public static final int HEADER_SHIFT = 4; // 16 bytes a header
    public static final int HEADER_CURRENT = 0;
    public static final int HEADER_BEGIN = 8;
    public static final int HEADER_END = 12;

    /** Untouched memory reads as closed: a region refuses by itself until it is opened. */
    public static final int STATE_CLOSED = 0;

    public static final int STATE_OPEN = 1;
    public static final int STATE_STOPPED = 2;

    public static final int RESULT_EMPTY = 1;
    public static final int RESULT_FULL = 2;
    public static final int RESULT_NOT_OPEN = 3;
    public static final int RESULT_BAD_INDEX = 4;
    public static final int RESULT_ABORTED = 5;

    /** The most words that one batch sequence moves: bounds its length, and so its chance to be aborted. */
    public static final int MAX_BATCH = 64;

    private RegionLayout() {}

    private static final int CODE_BITS = 15; // blocks are multiples of 16

    /** The code of a refusal of pop or a batch, that is of a negative result. */
    public static int code(long result) {
        return (int) (-result & 0xff);
    }

    /** The index that refused, where {@link #code} is EMPTY, FULL or NOT_OPEN. */
    public static int index(long result) {
        return (int) (-result >>> 8);
    }

    /** The code of a refused push, that is of a result that is not 0. */
    public static int pushCode(long result) {
        return (int) result & CODE_BITS;
    }

    /** The block that a refused push gives back. */
    public static long pushBlock(long result) {
        return result & ~CODE_BITS;
    }

    /** Offset of a magazine's header in its region; magazines are numbered from 1. */
    public static long header(int magazine) {
        return (long) magazine << HEADER_SHIFT;
    }
}
