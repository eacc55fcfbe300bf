package org.ccache.allocator.depot;

import java.util.Arrays;
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
}
