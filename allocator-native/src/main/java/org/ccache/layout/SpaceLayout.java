package org.ccache.layout;

/**
 * The layout of per-CPU memory and the results of its sequences: {@code percpu.h} in Java words.
 *
 * <pre>
 *   -128     -120      -112        base = region 0                     base + stride = region 1
 *   +--------+---------+-----------+-------------------+-- ... --------+----------
 *   | limit  | stride  | capacity  | state ... words   |               | state ...
 *   +--------+---------+-----------+-------------------+-- ... --------+----------
 *
 *   region:  0 state (32) | 4 - (32) | 8 aborts | 16 ... the user's words
 *   ring:    16 head | 24 tail seen | 128 tail | 256 ... data, capacity bytes
 *   record:  0 length with these 8 bytes (32) | 4 type (32) | 8 ... payload; a multiple of 8 bytes
 * </pre>
 *
 * <p>States and the codes 1 to 5 are those of {@link RegionLayout}. The assembly's copy is compared with this one when
 * the library is loaded ({@link TableLayout#PERCPU_STAMP}).
 */
public final class SpaceLayout {
    /** From the base, in bytes: words of 64 bits that are never written once a sequence may run. */
    public static final long LIMIT = -128;

    public static final long STRIDE = -120;
    public static final long CAPACITY = -112;

    /** Regions are multiples of this apart: the line that a processor fetches along with a neighbour is its own too. */
    public static final long STRIDE_UNIT = 128;

    public static final long STATE = 0;
    public static final long ABORTS = 8;

    /** The user's first word. */
    public static final long WORDS = 16;

    /** Bytes ever put in, written by owners; committed with release, read with acquire by the consumer. */
    public static final long RING_HEAD = 16;

    /** The tail as an owner saw it last. */
    public static final long RING_SEEN = 24;

    /** Bytes ever taken out, written by the consumer with release, read with acquire by owners. */
    public static final long RING_TAIL = 128;

    public static final long RING_DATA = 256;

    public static final int RECORD_HEADER = 8;
    public static final int RECORD_TYPE = 4;

    /** Type of a record that is none: the rest before the end of the data, or a claim that was given up. */
    public static final int PADDING = -1;

    /** The most compares and stores of one batch together. */
    public static final int MAX_STORES = 16;

    /** The most bytes that a sequence copies: bounds its length, and so its chance to be aborted. */
    public static final int MAX_COPY = 512;

    /** A word was not as expected. */
    public static final int RESULT_DIFFERENT = 6;

    public static final long EMPTY = -RegionLayout.RESULT_EMPTY;
    public static final long FULL = -RegionLayout.RESULT_FULL;
    public static final long BAD_INDEX = -RegionLayout.RESULT_BAD_INDEX;
    public static final long DIFFERENT = -RESULT_DIFFERENT;

    private SpaceLayout() {}

    /** Bytes that a record of this payload takes. */
    public static long recordBytes(int length) {
        return (long) length + RECORD_HEADER + 7 & -8L;
    }
}
