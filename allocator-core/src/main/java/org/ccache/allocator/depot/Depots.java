package org.ccache.allocator.depot;

import org.ccache.allocator.arena.Arena;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;

/** All depots, and the memory of their stacks. */
public final class Depots {
    private final Depot[] depots = new Depot[SizeClasses.END];
    private final long stacks;
    private final long bytes;

    /**
     * The depots of an allocator.
     *
     * @param capacities most blocks that each class's depot keeps
     */
    public Depots(Arena arena, int[] capacities) {
        long total = 0;
        for (int capacity : capacities) {
            total += Depot.bytes(capacity);
        }
        bytes = total + Machine.pageSize() - 1 & -Machine.pageSize();
        stacks = VirtualMemory.reserveZeroed(bytes);
        if (stacks < 0) {
            throw new OutOfMemoryError(
                    "cannot map " + bytes + " bytes for the depots: " + VirtualMemory.describe(stacks));
        }
        long next = stacks;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            depots[c] = new Depot(c, arena, next, capacities[c]);
            next += Depot.bytes(capacities[c]);
        }
    }

    public Depot of(int sizeClass) {
        return depots[sizeClass];
    }

    /** Bytes of the stacks; touched page by page. */
    public long bytes() {
        return bytes;
    }

    /** Sends every block to its slab and every empty slab to the arena. */
    public void trim() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            depots[c].trim();
        }
    }

    /** Refuses all further work and releases the stacks. */
    public void close() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            depots[c].close();
        }
        VirtualMemory.release(stacks, bytes);
    }
}
