package org.ccache.allocator.cache;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.depot.Giver;
import org.ccache.allocator.depot.Taker;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;

/**
 * One cache on the Java heap: a magazine of each class, made when first used, growing with its misses as a ccache's
 * does. When the cache's bytes are all granted, a miss takes half of another class's capacity, in turns.
 *
 * <p>Confined to its owner: the thread of a tcache, or whoever holds a stripe's lock.
 */
final class ThreadCache implements Taker, Giver {
    private static final int LOOKED_AT = 8; // classes that a miss asks for capacity

    private final Depots depots;
    private final Pace pace;
    private final long[][] magazines = new long[SizeClasses.END][];
    private final int[] capacities = new int[SizeClasses.END];
    private final int[] counts = new int[SizeClasses.END];
    private long left; // bytes that no magazine has been granted
    private long leftWhole; // of them for whole classes
    private int hand = SizeClasses.FIRST; // the class that is asked next
    private Activity activity; // made when maintenance looks at this cache

    /**
     * An empty cache.
     *
     * @param bytes most bytes of blocks to keep
     * @param pace called at the end of each slow path
     */
    ThreadCache(long bytes, Depots depots, Pace pace) {
        this.left = bytes;
        this.leftWhole = Capacities.wholeShare(bytes);
        this.depots = depots;
        this.pace = pace;
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
        int count = counts[sizeClass];
        if (count == capacities[sizeClass]) {
            flush(sizeClass, block);
            return;
        }
        magazines[sizeClass][count] = block;
        counts[sizeClass] = count + 1;
    }

    private long refill(int sizeClass) {
        int n = Capacities.batch(grow(sizeClass));
        Depot depot = depots.of(sizeClass);
        int got = depot.lockWithBlocks(1 + n);
        long block;
        try {
            depot.countRefill();
            depot.supply(Math.min(n, got - 1), this);
            block = depot.supplyOne();
        } finally {
            depot.unlock();
        }
        pace.step();
        return block;
    }

    /** If the magazine may not grow, half of it goes to the depot; then the block on top. */
    private void flush(int sizeClass, long block) {
        int full = capacities[sizeClass];
        Depot depot = depots.of(sizeClass);
        int n = grow(sizeClass) == full ? Capacities.batch(full) : 0;
        depot.lock();
        try {
            depot.countFlush();
            if (n > 0) {
                depot.store(n, this);
            }
            if (capacities[sizeClass] == 0) { // no heap for a magazine: but a free must not fail for that
                depot.storeOne(block);
            } else {
                magazines[sizeClass][counts[sizeClass]] = block;
                counts[sizeClass]++;
            }
        } finally {
            depot.unlock();
        }
        pace.step();
    }

    /** A miss: more capacity, if the cache's bytes have it or another class gives it. The capacity afterwards. */
    private int grow(int sizeClass) {
        if (activity != null) {
            activity.lastMiss[sizeClass]++;
        }
        int capacity = capacities[sizeClass];
        int next = Capacities.next(sizeClass, capacity);
        long bytes = (long) (next - capacity) * SlabLayout.blockBytes(sizeClass);
        boolean whole = SizeClasses.isWhole(sizeClass);
        for (int i = 0; i < LOOKED_AT && bytes > left(whole); i++) {
            int first = bytes > left ? SizeClasses.FIRST : SizeClasses.LAST_SHARED + 1; // only these have the share
            hand = hand < first || hand == SizeClasses.LAST ? first : hand + 1;
            if (hand != sizeClass) {
                shrink(hand, Capacities.half(hand, capacities[hand]));
            }
        }
        // The first step of a shared class is granted in any case.
        if (next > capacity && (bytes <= left(whole) || capacity == 0 && !whole)) {
            long[] larger = enlarged(magazines[sizeClass], next);
            if (larger != null) {
                magazines[sizeClass] = larger;
                capacities[sizeClass] = next;
                grant(sizeClass, bytes);
            }
        }
        return capacities[sizeClass];
    }

    private long left(boolean whole) {
        return whole ? Math.min(left, leftWhole) : left;
    }

    private void grant(int sizeClass, long bytes) {
        left -= bytes;
        leftWhole -= SizeClasses.isWhole(sizeClass) ? bytes : 0;
    }

    /** Null if the Java heap has no room for it: then the magazine is what it was. */
    private static long[] enlarged(long[] magazine, int capacity) {
        try {
            return magazine == null ? new long[capacity] : Arrays.copyOf(magazine, capacity);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    private void shrink(int sizeClass, int capacity) {
        if (counts[sizeClass] > capacity) {
            move(sizeClass, counts[sizeClass] - capacity);
        }
        grant(sizeClass, -(long) (capacities[sizeClass] - capacity) * SlabLayout.blockBytes(sizeClass));
        capacities[sizeClass] = capacity;
        if (capacity == 0) {
            magazines[sizeClass] = null;
        }
    }

    private void move(int sizeClass, int n) {
        Depot depot = depots.of(sizeClass);
        depot.lock();
        try {
            depot.store(n, this);
        } finally {
            depot.unlock();
        }
    }

    /** Into the magazine of a class, on top: there is room for that many. */
    @Override
    public int take(int sizeClass, long from, int n) {
        if (n > 0) {
            Memory.copyToArray(from, magazines[sizeClass], counts[sizeClass], n);
            counts[sizeClass] += n;
        }
        return n;
    }

    /** Out of the magazine of a class, from the top: there are that many. */
    @Override
    public int give(int sizeClass, long to, int n) {
        int rest = counts[sizeClass] - n;
        Memory.copyFromArray(magazines[sizeClass], rest, to, n);
        counts[sizeClass] = rest;
        return n;
    }

    /** Moves everything to the depots; the magazines keep their capacities. Blocks moved. */
    long drain() {
        long moved = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            if (counts[c] > 0) {
                moved += counts[c];
                move(c, counts[c]);
            }
        }
        return moved;
    }

    /** Moves everything to the depots and gives up the capacities. Blocks moved. */
    long trim() {
        long moved = drain();
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            shrink(c, 0);
        }
        return moved;
    }

    /** One round of maintenance: magazines that have not changed for a while give up everything. Blocks moved. */
    long maintain() {
        if (activity == null) {
            try {
                activity = new Activity();
            } catch (OutOfMemoryError e) {
                return 0; // another round: the caches behind this one need not wait for that
            }
        }
        long moved = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            if (capacities[c] > 0) {
                boolean missed = activity.lastMiss[c] > 0;
                activity.lastMiss[c] = 0;
                if (activity.look(c, counts[c], missed) >= Caches.IDLE_ROUNDS) {
                    moved += counts[c];
                    shrink(c, 0);
                }
            }
        }
        return moved;
    }

    /** Racy for others than the owner: a statistic. */
    int count(int sizeClass) {
        return magazines[sizeClass] == null ? 0 : counts[sizeClass];
    }

    /** Every cached block of a class. Beside a working owner they may be old, or missing, but nothing else happens. */
    void forEach(int sizeClass, LongConsumer action) {
        long[] magazine = magazines[sizeClass]; // once: the owner may put a larger one in its place, or none
        int count = magazine == null ? 0 : Math.min(counts[sizeClass], magazine.length);
        for (int i = 0; i < count; i++) {
            action.accept(magazine[i]);
        }
    }

    long capacityBytes() {
        long bytes = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            bytes += (long) capacities[c] * SlabLayout.blockBytes(c);
        }
        return bytes;
    }

    long metadataBytes() {
        long words = 0;
        for (long[] magazine : magazines) {
            words += magazine == null ? 0 : magazine.length;
        }
        return 8 * words;
    }
}
