package org.ccache.allocator.sizeclass;

/**
 * The size classes: 16, 32, … 128, then eight to each doubling up to 64 KiB; all multiples of 16.
 *
 * <p>Internal waste above 128 bytes: the step is at most an eighth of the size below it, so a request of n bytes gets
 * less than n + n/8: at most 12.5 % of the request, 11.1 % of the block.
 */
public final class SizeClasses {
    /** The classes are numbered from 1: 0 is no class, in the span map and everywhere. */
    public static final int FIRST = 1;

    public static final int LAST = 80;

    /** Length of an array with a place for each class. */
    public static final int END = LAST + 1;

    /** Largest size class in bytes; larger requests are large blocks. */
    public static final int MAX_SIZE = 64 << 10;

    /** Every block's alignment in bytes. */
    public static final int MIN_ALIGNMENT = 16;

    private static final int LINEAR = 8; // 16 … 128
    private static final int LINEAR_MAX = LINEAR * MIN_ALIGNMENT;
    private static final int STEPS = 8; // classes to a doubling

    private static final int[] SIZE = new int[END];
    // A power of two long, and masked on access: no range check is left in the compiled code.
    private static final byte[] CLASS = new byte[2 * MAX_SIZE / MIN_ALIGNMENT];

    static {
        for (int c = FIRST; c <= LAST; c++) {
            int above = c - FIRST - LINEAR;
            int doubling = above / STEPS;
            int step = above % STEPS + 1;
            SIZE[c] =
                    above < 0 ? c * MIN_ALIGNMENT : (LINEAR_MAX << doubling) + step * (LINEAR_MAX / STEPS << doubling);
        }
        int c = FIRST;
        for (int i = 0; i <= MAX_SIZE / MIN_ALIGNMENT; i++) {
            if (i * MIN_ALIGNMENT > SIZE[c]) {
                c++;
            }
            CLASS[i] = (byte) c;
        }
    }

    private SizeClasses() {}

    /** The smallest class whose blocks hold {@code size} bytes, 0 &lt;= size &lt;= {@link #MAX_SIZE}. */
    public static int of(long size) {
        return CLASS[(int) (size + MIN_ALIGNMENT - 1) >>> 4 & CLASS.length - 1];
    }

    /**
     * The smallest class whose blocks hold {@code size} bytes and are multiples of {@code alignment}; 0 if none.
     *
     * <p>Slabs are aligned to their own size and blocks stand at multiples of the block size, so a block of such a
     * class is aligned.
     */
    public static int of(long size, long alignment) {
        if (size > MAX_SIZE || alignment > MAX_SIZE) {
            return 0;
        }
        int c = of(size);
        while (c <= LAST && (SIZE[c] & (alignment - 1)) != 0) {
            c++;
        }
        return c <= LAST ? c : 0;
    }

    /** Block size of a class in bytes. */
    public static int size(int sizeClass) {
        return SIZE[sizeClass];
    }
}
