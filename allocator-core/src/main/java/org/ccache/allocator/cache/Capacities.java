package org.ccache.allocator.cache;

import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * The shape of magazines, the same for every front end: how far a magazine may grow, in which steps, and how many
 * blocks go between it and the depot at once.
 *
 * <p>A magazine has no capacity until its first miss (a pop that found it empty, a push that found it full); each miss
 * doubles it while the budget allows, so what a cache keeps follows what its threads were seen to need. The first step,
 * {@link #least}, is granted whatever the budget, so that no class thrashes; but to a whole class, a miss of which
 * costs little beside what its block is for.
 */
public final class Capacities {
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_BYTES_OF_LONG = 1 << 20; // of blocks from 16 KiB on
    private static final int MOST_LONG = 64; // blocks of those between
    private static final int MOST_BLOCKS = 768; // the slots of all classes fit a region (IndexCacheLayout)
    private static final int MOST_BYTES_OF_TINY = 64 << 10; // where that is more: programs have thousands of them
    private static final int MOST_WHOLE = 16;
    private static final int LEAST_MOST_WHOLE = 2;
    private static final int LEAST_BYTES = 4 << 10;
    private static final int LEAST_BLOCKS = 16;

    /**
     * A depot keeps this many bytes, but never less than two magazines nor more than {@value #DEPOT_BLOCKS} blocks; of
     * a whole class one magazine. Those that may keep more than this have {@link #depotShare} in common.
     */
    private static final int DEPOT_BYTES = 512 << 10;

    private static final int DEPOT_BLOCKS = 4096;

    private Capacities() {}

    /**
     * Most blocks that a magazine may ever hold: 256 KiB of them, at most 768 or, if that is more, 64 KiB of them (4096
     * blocks of 16 bytes); from 4 KiB on 64 blocks, but at most 1 MiB of them; of a whole class 16 to 2 blocks, since
     * these are few and a budget of their own bounds them.
     */
    static int most(int sizeClass) {
        int size = SizeClasses.size(sizeClass);
        if (SizeClasses.isWhole(sizeClass)) {
            return Math.clamp(2 * MOST_BYTES_OF_LONG / size, LEAST_MOST_WHOLE, MOST_WHOLE);
        }
        int mostBlocks = Math.max(MOST_BLOCKS, MOST_BYTES_OF_TINY / size);
        return Math.min(Math.clamp((long) MOST_LONG * size, MOST_BYTES, MOST_BYTES_OF_LONG) / size, mostBlocks);
    }

    /**
     * Blocks that a magazine holds after its first miss: 4 KiB of them, at most 16 and at least 2; of a whole class
     * one, and that only if the budget has it.
     */
    static int least(int sizeClass) {
        return SizeClasses.isWhole(sizeClass)
                ? 1
                : Math.clamp(LEAST_BYTES / SizeClasses.size(sizeClass), 2, LEAST_BLOCKS);
    }

    /** What a magazine of this capacity has after another one took of it; the same if it may keep it. */
    static int half(int sizeClass, int capacity) {
        int kept = SizeClasses.isWhole(sizeClass) ? 0 : Math.min(capacity, least(sizeClass));
        return Math.max(capacity / 2, kept);
    }

    /** What the whole classes may have of a budget. */
    static long wholeShare(long bytes) {
        return bytes / 2;
    }

    /** What the depots of blocks above 4 KiB may keep together, for caches that have so many bytes. */
    public static long depotShare(long cacheBytes) {
        return cacheBytes / 2;
    }

    /** The next step of a magazine that holds {@code capacity} blocks; the same if it may not grow. */
    static int next(int sizeClass, int capacity) {
        return capacity == 0 ? least(sizeClass) : Math.min(2 * capacity, most(sizeClass));
    }

    /**
     * Blocks that a refill puts into a magazine of this capacity, or a flush takes out: half, and the other half is
     * left for the way back.
     */
    static int batch(int capacity) {
        return capacity + 1 >> 1;
    }

    /** Most blocks in each class's depot. */
    public static int[] depots() {
        int[] depots = new int[SizeClasses.END];
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            depots[c] = SizeClasses.isWhole(c)
                    ? most(c)
                    : Math.max(2 * most(c), Math.min(DEPOT_BYTES / SizeClasses.size(c), DEPOT_BLOCKS));
        }
        return depots;
    }
}
