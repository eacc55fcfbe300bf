package org.ccache.allocator.sizeclass;

/**
 * The size classes: 16, 32, … 128, then eight to each doubling up to 64 KiB, whose blocks share slabs; all multiples of
 * 16. Then the <em>whole</em> ones, each block of which is a slab of its own: multiples of 16 KiB, eight at most to
 * each doubling up to 1 MiB.
 *
 * <p>Internal waste above 128 bytes and up to 64 KiB: the step is at most an eighth of the size below it, so a request
 * of n bytes gets less than n + n/8: at most 12.5 % of the request, 11.1 % of the block. Above 64 KiB it is less than
 * 16 KiB, and above 128 KiB less than an eighth too.
 */
public final class SizeClasses {
    /** The classes are numbered from 1: 0 is no class, in the span map and everywhere. */
    public static final int FIRST = 1;

    /** The last class whose blocks share slabs. */
    public static final int LAST_SHARED = 80;

    public static final int LAST = 108;

    /** Length of an array with a place for each class. */
    public static final int END = LAST + 1;

    /** Largest block that shares a slab, in bytes. */
    public static final int MAX_SHARED_SIZE = 64 << 10;

    /** Largest size class in bytes; larger requests are large blocks. */
    public static final int MAX_SIZE = 1 << 20;

    /** Every block's alignment in bytes. */
    public static final int MIN_ALIGNMENT = 16;

    /** Alignment of the whole classes' blocks, and what their sizes are multiples of. */
    public static final int WHOLE_ALIGNMENT = 16 << 10;

    private static final int LINEAR = 8; // 16 … 128
    private static final int LINEAR_MAX = LINEAR * MIN_ALIGNMENT;
    private static final int STEPS = 8; // classes to a doubling

    private static final int[] SIZE = new int[END];
    // A power of two long, and masked on access: no range check is left in the compiled code.
    private static final byte[] CLASS = new byte[2 * MAX_SHARED_SIZE / MIN_ALIGNMENT];
    private static final byte[] WHOLE = new byte[MAX_SIZE / WHOLE_ALIGNMENT + 1]; // by multiples of the alignment

    static {
        for (int c = FIRST; c <= LAST_SHARED; c++) {
            int above = c - FIRST - LINEAR;
            int doubling = above / STEPS;
            int step = above % STEPS + 1;
            SIZE[c] =
                    above < 0 ? c * MIN_ALIGNMENT : (LINEAR_MAX << doubling) + step * (LINEAR_MAX / STEPS << doubling);
        }
        for (int c = LAST_SHARED + 1; c <= LAST; c++) {
            int below = SIZE[c - 1];
            SIZE[c] = below + Math.max(WHOLE_ALIGNMENT, Integer.highestOneBit(below) / STEPS);
        }
        fill(CLASS, MAX_SHARED_SIZE, MIN_ALIGNMENT, FIRST);
        fill(WHOLE, MAX_SIZE, WHOLE_ALIGNMENT, LAST_SHARED);
    }

    private SizeClasses() {}

    private static void fill(byte[] classes, int max, int step, int first) {
        int c = first;
        for (int i = 0; i <= max / step; i++) {
            if (i * step > SIZE[c]) {
                c++;
            }
            classes[i] = (byte) c;
        }
    }

    /** The smallest class whose blocks hold {@code size} bytes, 0 &lt;= size &lt;= {@link #MAX_SIZE}. */
    public static int of(long size) {
        return size <= MAX_SHARED_SIZE ? shared(size) : WHOLE[(int) (size + WHOLE_ALIGNMENT - 1) / WHOLE_ALIGNMENT];
    }

    /** The same for 0 &lt;= size &lt;= {@link #MAX_SHARED_SIZE}. */
    public static int shared(long size) {
        return CLASS[(int) (size + MIN_ALIGNMENT - 1) >>> 4 & CLASS.length - 1];
    }

    /** Whether each block of a class is a slab of its own. */
    public static boolean isWhole(int sizeClass) {
        return sizeClass > LAST_SHARED;
    }

    /**
     * The smallest class whose blocks hold {@code size} bytes and are multiples of {@code alignment}; 0 if none.
     *
     * <p>Slabs are aligned to their own size and blocks stand at multiples of the block size, so a block of such a
     * class is aligned. A whole class's slabs are aligned to {@link #WHOLE_ALIGNMENT} only.
     */
    public static int of(long size, long alignment) {
        if (size > MAX_SHARED_SIZE) {
            return size > MAX_SIZE || alignment > WHOLE_ALIGNMENT ? 0 : of(size);
        }
        if (alignment > MAX_SHARED_SIZE) {
            return 0;
        }
        int c = shared(size);
        while ((SIZE[c] & (alignment - 1)) != 0) { // the last one is aligned to all that may be asked for
            c++;
        }
        return c;
    }

    /** Block size of a class in bytes. */
    public static int size(int sizeClass) {
        return SIZE[sizeClass];
    }
}
