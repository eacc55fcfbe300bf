package org.ccache.allocator.cache;

import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * How many blocks of each class one cache and one depot hold: fixed when the allocator is made.
 *
 * <p>A cache's bytes are shared out among the classes, twice as much to each class up to 2 KiB, where programs spend
 * their calls; a magazine holds at most {@value #MOST} blocks and at least {@value #LEAST}. Refill and flush move half
 * a magazine: the other half is left for the way back.
 */
public final class Capacities {
    /** Smallest and largest cache that may be asked for, in bytes. The least of all magazines needs the smallest. */
    public static final long MIN_CACHE_BYTES = 2 << 20;

    public static final long MAX_CACHE_BYTES = 64 << 20;
    public static final long DEFAULT_CACHE_BYTES = 8 << 20;

    private static final int LEAST = 2;
    private static final int MOST = 512;
    private static final int SMALL = 2 << 10;
    private static final int SMALL_SHARE = 2;

    /** A depot keeps this many batches, within {@value #DEPOT_BYTES} bytes, but never less than two magazines. */
    private static final int DEPOT_BATCHES = 16;

    private static final int DEPOT_BYTES = 512 << 10;

    private final int[] magazines = new int[SizeClasses.END];
    private final int[] depots = new int[SizeClasses.END];
    private final long bytes;

    public Capacities(long cacheBytes) {
        int shares = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            shares += share(c);
        }
        long pool = cacheBytes;
        long sum = fill(pool, shares);
        while (sum > cacheBytes) { // the least of the large classes is more than their share
            pool -= pool / 64;
            sum = fill(pool, shares);
        }
        bytes = sum;
    }

    /** Shares a pool of bytes out: the bytes of all magazines, full. */
    private long fill(long pool, int shares) {
        long sum = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            long size = SizeClasses.size(c);
            magazines[c] = Math.clamp(pool * share(c) / shares / size, LEAST, MOST);
            depots[c] =
                    (int) Math.max(2L * magazines[c], Math.min(DEPOT_BYTES / size, (long) DEPOT_BATCHES * batch(c)));
            sum += magazines[c] * size;
        }
        return sum;
    }

    private static int share(int sizeClass) {
        return SizeClasses.size(sizeClass) <= SMALL ? SMALL_SHARE : 1;
    }

    /** Most blocks in a magazine. */
    int magazine(int sizeClass) {
        return magazines[sizeClass];
    }

    /** Blocks moved by a refill or a flush. */
    int batch(int sizeClass) {
        return magazines[sizeClass] / 2;
    }

    /** Most blocks in each depot. */
    public int[] depots() {
        return depots.clone();
    }

    /** Most bytes in one cache, all magazines full. */
    public long bytes() {
        return bytes;
    }
}
