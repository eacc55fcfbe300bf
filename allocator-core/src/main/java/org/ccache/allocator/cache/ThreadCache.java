package org.ccache.allocator.cache;

import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * One cache on the Java heap: a magazine of each class, made when first used.
 *
 * <p>Confined to its owner: the thread of a tcache, or whoever holds a stripe's lock.
 */
final class ThreadCache {
    private final Capacities capacities;
    private final Depots depots;
    private final long[][] magazines = new long[SizeClasses.END][];
    private final int[] counts = new int[SizeClasses.END];

    ThreadCache(Capacities capacities, Depots depots) {
        this.capacities = capacities;
        this.depots = depots;
    }

    long allocate(int sizeClass) {
        int count = counts[sizeClass];
        if (count == 0) {
            return refill(sizeClass);
        }
        counts[sizeClass] = --count;
        return magazines[sizeClass][count];
    }

    void free(int sizeClass, long block) {
        long[] magazine = magazines[sizeClass];
        int count = counts[sizeClass];
        if (magazine == null || count == magazine.length) {
            magazine = flush(sizeClass);
            count = counts[sizeClass];
        }
        magazine[count] = block;
        counts[sizeClass] = count + 1;
    }

    private long refill(int sizeClass) {
        long[] magazine = magazine(sizeClass);
        Depot depot = depots.of(sizeClass);
        int n = depot.lockWithBlocks(capacities.batch(sizeClass));
        try {
            depot.countRefill();
            Memory.copyToArray(depot.top(n), magazine, 0, n);
            depot.taken(n);
        } finally {
            depot.unlock();
        }
        counts[sizeClass] = n - 1;
        return magazine[n - 1];
    }

    /** Moves the top half of a full magazine away: the magazine. */
    private long[] flush(int sizeClass) {
        long[] magazine = magazine(sizeClass);
        if (counts[sizeClass] == magazine.length) {
            flush(sizeClass, capacities.batch(sizeClass));
        }
        return magazine;
    }

    private void flush(int sizeClass, int n) {
        Depot depot = depots.of(sizeClass);
        int left = counts[sizeClass] - n;
        depot.lock();
        try {
            depot.countFlush();
            Memory.copyFromArray(magazines[sizeClass], left, depot.room(n), n);
            depot.put(n);
            counts[sizeClass] = left;
        } finally {
            depot.unlock();
        }
    }

    private long[] magazine(int sizeClass) {
        long[] magazine = magazines[sizeClass];
        if (magazine == null) {
            magazine = new long[capacities.magazine(sizeClass)];
            magazines[sizeClass] = magazine;
        }
        return magazine;
    }

    /** Moves everything to the depots. */
    void drain() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            if (counts[c] > 0) {
                flush(c, counts[c]);
            }
        }
    }

    int count(int sizeClass) {
        return magazines[sizeClass] == null ? 0 : counts[sizeClass];
    }

    long block(int sizeClass, int i) {
        return magazines[sizeClass][i];
    }

    long metadataBytes() {
        long words = 0;
        for (long[] magazine : magazines) {
            words += magazine == null ? 0 : magazine.length;
        }
        return 8 * words;
    }
}
