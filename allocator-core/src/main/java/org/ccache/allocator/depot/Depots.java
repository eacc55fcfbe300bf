package org.ccache.allocator.depot;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;
import org.ccache.sync.Waiting;

/** All depots, and the memory of their stacks. */
public final class Depots {
    private static final int LONG = 4 << 10; // above it a class has a capacity of more than 512 KiB

    private static final long WAIT_NANOS = 20_000; // about what it takes to free some slabs

    private final Depot[] depots = new Depot[SizeClasses.END];
    private final AtomicInteger handOvers = new AtomicInteger();
    private final BooleanSupplier noHandOver = new BooleanSupplier() { // made now: who waits may have no heap left
                @Override
                public boolean getAsBoolean() {
                    return handOvers.get() == 0;
                }
            };
    private final long stacks;
    private final long bytes;
    private boolean released; // guarded by whoever closes

    /**
     * The depots of an allocator.
     *
     * @param capacities most blocks that each class's depot keeps on each node
     * @param longBytes most bytes that the depots of blocks above {@value #LONG} bytes keep together, beyond what each
     *     may keep at any time
     * @param nodeHint the node of the calling thread; not asked where there is one
     */
    public Depots(Arenas arenas, int[] capacities, long longBytes, IntSupplier nodeHint) {
        long total = 0;
        for (int capacity : capacities) {
            total += arenas.nodes() * Depot.bytes(capacity);
        }
        bytes = total + Machine.pageSize() - 1 & -Machine.pageSize();
        stacks = VirtualMemory.reserveGuarded(bytes);
        if (stacks < 0) {
            throw new OutOfMemoryError(
                    "cannot map " + bytes + " bytes for the depots: " + VirtualMemory.describe(stacks));
        }
        boolean made = false;
        try {
            DepotBudget ofLong = new DepotBudget(longBytes);
            DepotBudget unbounded = new DepotBudget(Long.MAX_VALUE);
            long next = stacks;
            for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                DepotBudget budget = SizeClasses.size(c) > LONG ? ofLong : unbounded;
                depots[c] = new Depot(c, arenas, next, capacities[c], budget, nodeHint, handOvers);
                next += arenas.nodes() * Depot.bytes(capacities[c]);
            }
            made = true;
        } finally {
            if (!made) {
                VirtualMemory.releaseGuarded(stacks, bytes);
            }
        }
    }

    public Depot of(int sizeClass) {
        return depots[sizeClass];
    }

    /** Address of the stacks. */
    public long stacks() {
        return stacks;
    }

    /** Bytes of the stacks; touched page by page. */
    public long bytes() {
        return bytes;
    }

    /**
     * One round of maintenance: what was of no use lately goes a tier down.
     *
     * @return blocks that left the depots
     */
    public long maintain() {
        long left = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            left += depots[c].untouched() ? 0 : depots[c].maintain();
        }
        return left;
    }

    /** Sends every block to its slab and every empty slab to the arena. */
    public void trim() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            depots[c].trim();
        }
    }

    /**
     * Waits until no thread has empty slabs in its hands on their way to the arenas; with no lock held.
     *
     * @return whether there was one to wait for
     */
    public boolean awaitHandOver() {
        if (noHandOver.getAsBoolean()) {
            return false;
        }
        Waiting.until(noHandOver, WAIT_NANOS);
        return true;
    }

    /** Waits for whoever holds one of the depots' locks now. */
    public void awaitHolders() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            depots[c].awaitHolder();
        }
    }

    /**
     * Refuses all further work and releases the stacks: nobody is at them, since each depot's lock was held meanwhile,
     * and those with slabs in their hands have given them back. Again: what was left to do. With no lock held.
     */
    public void close() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            depots[c].close();
        }
        awaitHandOver();
        if (!released) {
            VirtualMemory.releaseGuarded(stacks, bytes);
            released = true; // an error comes before the system is asked, or not at all
        }
    }
}
