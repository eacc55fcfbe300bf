package org.ccache.allocator.cache;

import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * The shape of magazines, the same for every front end: how far a magazine may grow, in which steps, and how many
 * blocks go between it and the depot at once.
 *
 * <p>A magazine has no capacity until its first miss (a pop that found it empty, a push that found it full); each miss
 * doubles it while the budget allows, so what a cache keeps follows what its threads were seen to need. The first step,
 * {@link #least}, is granted whatever the budget, so that no class thrashes.
 */
public final class Capacities {
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_BLOCKS = 768; // the slots of all classes fit a region (IndexCacheLayout)
    private static final int LEAST_BYTES = 4 << 10;
    private static final int LEAST_BLOCKS = 16;

    /** A depot keeps this many bytes, but never less than two magazines nor more than {@value #DEPOT_BLOCKS} blocks. */
    private static final int DEPOT_BYTES = 512 << 10;

    private static final int DEPOT_BLOCKS = 4096;

    private Capacities() {}

    /** Most blocks that a magazine may ever hold: 256 KiB of them, at most 768 and at least 4. */
    static int most(int sizeClass) {
        return Math.clamp(MOST_BYTES / SizeClasses.size(sizeClass), 4, MOST_BLOCKS);
    }

    /** Blocks that a magazine holds after its first miss: 4 KiB of them, at most 16 and at least 2. */
    static int least(int sizeClass) {
        return Math.clamp(LEAST_BYTES / SizeClasses.size(sizeClass), 2, LEAST_BLOCKS);
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
            depots[c] = Math.max(2 * most(c), Math.min(DEPOT_BYTES / SizeClasses.size(c), DEPOT_BLOCKS));
        }
        return depots;
    }
}
