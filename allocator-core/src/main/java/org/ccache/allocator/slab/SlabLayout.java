package org.ccache.allocator.slab;

import org.ccache.allocator.arena.Units;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * Where the blocks of a slab stand.
 *
 * <pre>
 *   slab, aligned to its own size (a power of two)
 *   +---------+---------+---------+-- ... --+---------+------+
 *   | block 0 | block 1 | block 2 |         | n - 1   | tail |      tail &lt; a block, under 9 % of the slab
 *   +---------+---------+---------+-- ... --+---------+------+
 * </pre>
 *
 * <p>At least 32 KiB and at least 8 blocks: so few that slabs run empty when their class shrinks. Metadata stands in
 * the span table, so an untouched block costs no memory.
 *
 * <p>A slab of a whole class is its one block, so many units as it needs and aligned to one. Only the first unit reads
 * the class in the span map.
 */
public final class SlabLayout {
    private static final int MIN_SLAB_SHIFT = 15; // 32 KiB
    private static final int MIN_BLOCKS = 8;

    // By the span map's byte: four words each, in one array of the bytes' full range: one address and no range check in
    // the compiled code. Zero for bytes that are no class: then no address passes isBlock.
    private static final int WORDS_SHIFT = 2;
    private static final int MASK = 0; // slab size - 1
    private static final int BLOCKS_END = 1; // bytes of the slab's blocks, without the tail
    private static final int RECIPROCAL = 2; // 2^64 / block size, rounded up
    private static final int SPAN_BYTES = 3;
    private static final int BYTES = 128;

    private static final long[] LAYOUT = new long[BYTES << WORDS_SHIFT];

    static {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST_SHARED; c++) {
            long size = SizeClasses.size(c);
            long least = Math.max(Math.max(1L << MIN_SLAB_SHIFT, Units.BYTES), size * MIN_BLOCKS);
            long bytes = Long.highestOneBit(least - 1) << 1;
            LAYOUT[c << WORDS_SHIFT | MASK] = bytes - 1;
            LAYOUT[c << WORDS_SHIFT | BLOCKS_END] = bytes / size * size;
            LAYOUT[c << WORDS_SHIFT | RECIPROCAL] = Long.divideUnsigned(-1L, size) + 1;
            LAYOUT[c << WORDS_SHIFT | SPAN_BYTES] = bytes;
        }
        for (int c = SizeClasses.LAST_SHARED + 1; c <= SizeClasses.LAST; c++) {
            LAYOUT[c << WORDS_SHIFT | SPAN_BYTES] = Units.roundedUp(SizeClasses.size(c));
        }
    }

    private SlabLayout() {}

    /**
     * Whether an address whose unit reads {@code mapByte} is the start of a block of a shared slab.
     *
     * <p>Offset times 2^64 / size, modulo 2^64, is the fraction of offset / size: below the reciprocal itself only if
     * the quotient is whole. (Lemire, Kaser, Kurz: Faster remainder by direct computation, 2019; exact here, since
     * offset and size are below 2^32.)
     */
    public static boolean isBlock(long address, int mapByte) {
        int words = (mapByte & BYTES - 1) << WORDS_SHIFT;
        long offset = address & LAYOUT[words + MASK];
        long reciprocal = LAYOUT[words + RECIPROCAL];
        return offset < LAYOUT[words + BLOCKS_END] && Long.compareUnsigned(offset * reciprocal, reciprocal) < 0;
    }

    /** Whether an address whose unit reads {@code mapByte} is the start of a block of a whole class. */
    public static boolean isWhole(long address, int mapByte) {
        return SizeClasses.isWhole(mapByte) && mapByte <= SizeClasses.LAST && (address & Units.BYTES - 1) == 0;
    }

    private static long word(int sizeClass, int word) {
        return LAYOUT[sizeClass << WORDS_SHIFT | word];
    }

    static int blockNumber(long address, int sizeClass) {
        return (int) Math.unsignedMultiplyHigh(address & word(sizeClass, MASK), word(sizeClass, RECIPROCAL));
    }

    public static int blocks(int sizeClass) {
        return SizeClasses.isWhole(sizeClass) ? 1 : (int) word(sizeClass, BLOCKS_END) / SizeClasses.size(sizeClass);
    }

    /** Usable bytes of a block: its class's size, of a whole class its span, which is more where units are larger. */
    public static long blockBytes(int sizeClass) {
        return SizeClasses.isWhole(sizeClass) ? slabBytes(sizeClass) : SizeClasses.size(sizeClass);
    }

    public static long slabBytes(int sizeClass) {
        return word(sizeClass, SPAN_BYTES);
    }

    /** Where the slab begins that holds a block's address. */
    public static long slab(long block, int sizeClass) {
        return block & ~word(sizeClass, MASK);
    }

    public static int units(int sizeClass) {
        return (int) (slabBytes(sizeClass) >>> Units.SHIFT);
    }
}
