package org.ccache.allocator.slab;

import org.ccache.allocator.arena.Units;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * Where the blocks of a slab stand.
 *
 * <pre>
 *   slab, aligned to its own size (a power of two)
 *   +---------+---------+---------+-- ... --+---------+------+
 *   | block 0 | block 1 | block 2 |         | n - 1   | tail |      tail &lt; a block, under 6 % of the slab
 *   +---------+---------+---------+-- ... --+---------+------+
 * </pre>
 *
 * <p>At least 64 KiB and at least 16 blocks. Metadata stands in the span table, so an untouched block costs no memory.
 */
public final class SlabLayout {
    private static final int MIN_SLAB_SHIFT = 16; // 64 KiB
    private static final int MIN_BLOCKS = 16;

    /** Room for any byte of the span map: no range check is left in the compiled code. */
    private static final int ROOM = 128;

    // By map byte. Zero for bytes that are no class: then no address passes isBlock.
    private static final int[] MASK = new int[ROOM]; // slab size - 1
    private static final int[] BLOCKS_END = new int[ROOM]; // bytes of the slab's blocks, without the tail
    private static final long[] RECIPROCAL = new long[ROOM]; // 2^64 / block size, rounded up

    static {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            int size = SizeClasses.size(c);
            int least = Math.max(1 << MIN_SLAB_SHIFT, size * MIN_BLOCKS);
            int bytes = Math.max((int) Units.BYTES, (-1 >>> Integer.numberOfLeadingZeros(least - 1)) + 1);
            MASK[c] = bytes - 1;
            BLOCKS_END[c] = bytes / size * size;
            RECIPROCAL[c] = Long.divideUnsigned(-1L, size) + 1;
        }
    }

    private SlabLayout() {}

    /**
     * Whether an address whose unit reads {@code mapByte} is the start of a block of a slab.
     *
     * <p>Offset times 2^64 / size, modulo 2^64, is the fraction of offset / size: below the reciprocal itself only if
     * the quotient is whole. (Lemire, Kaser, Kurz: Faster remainder by direct computation, 2019; exact here, since
     * offset and size are below 2^32.)
     */
    public static boolean isBlock(long address, int mapByte) {
        int entry = mapByte & ROOM - 1;
        int offset = (int) address & MASK[entry];
        long reciprocal = RECIPROCAL[entry];
        return offset < BLOCKS_END[entry] && Long.compareUnsigned(offset * reciprocal, reciprocal) < 0;
    }

    static int blockNumber(long address, int sizeClass) {
        return ((int) address & MASK[sizeClass]) / SizeClasses.size(sizeClass);
    }

    public static int blocks(int sizeClass) {
        return BLOCKS_END[sizeClass] / SizeClasses.size(sizeClass);
    }

    public static long slabBytes(int sizeClass) {
        return MASK[sizeClass] + 1L;
    }

    public static int units(int sizeClass) {
        return (int) (slabBytes(sizeClass) >>> Units.SHIFT);
    }
}
