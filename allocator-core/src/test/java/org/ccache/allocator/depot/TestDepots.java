package org.ccache.allocator.depot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.sizeclass.SizeClasses;

/** Depots for the tests of this tier. */
final class TestDepots {
    private TestDepots() {}

    /** With the same capacity for every class. */
    static Depots open(Arenas arenas, int capacity, IntSupplier nodeHint) {
        return open(arenas, capacity, Long.MAX_VALUE, nodeHint);
    }

    /** And so many bytes for those of long blocks together. */
    static Depots open(Arenas arenas, int capacity, long longBytes, IntSupplier nodeHint) {
        int[] capacities = new int[SizeClasses.END];
        Arrays.fill(capacities, SizeClasses.FIRST, SizeClasses.END, capacity);
        return new Depots(arenas, capacities, longBytes, nodeHint);
    }

    /** Takes blocks one by one. */
    static List<Long> take(Depot depot, int n) {
        List<Long> blocks = new ArrayList<>();
        while (blocks.size() < n) {
            depot.lockWithBlocks(n - blocks.size());
            try {
                blocks.add(depot.supplyOne());
            } finally {
                depot.unlock();
            }
        }
        return blocks;
    }

    /** Stores blocks one by one. */
    static void store(Depot depot, Iterable<Long> blocks) {
        for (long block : blocks) {
            depot.lock();
            try {
                depot.storeOne(block);
            } finally {
                depot.unlock();
            }
        }
    }
}
