package org.ccache.allocator.cache;

import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.layout.RegionLayout;

/**
 * The regions of the ccaches: where each index's magazines stand (byte picture: {@link RegionLayout}).
 *
 * <p>The slots of all classes follow the headers without gaps, for each class as many as its magazine may ever hold. A
 * magazine's capacity is what its header's end says, and nothing moves when it changes:
 *
 * <pre>
 *   slots of class c    | blocks ......... | free slots ... | slots beyond the capacity ... |
 *                     begin             current            end                      begin + most
 * </pre>
 *
 * <p>Written by this class only while a region is closed, by the drainer only while it is stopped, and otherwise by the
 * sequences alone; but for one word: {@code end} may be <em>raised</em> at any time by who holds the class's lock. A
 * push beside it sees the old end or the new one, and slots of its own class in both cases. Lowering it would let a
 * batch compute a negative room, so that is for the drainer.
 */
final class IndexCacheLayout {
    /** The first number that is no magazine's. */
    static final int MAGAZINES_END = SizeClasses.END;

    private static final int FIRST_WORD = (int) RegionLayout.header(MAGAZINES_END) / Long.BYTES;
    private static final int[] BEGIN = new int[SizeClasses.END];

    static {
        int word = FIRST_WORD;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            BEGIN[c] = word;
            word += Capacities.most(c);
        }
        if ((long) word * Long.BYTES + Regions.reserve() > RegionLayout.REGION_BYTES) {
            throw new IllegalStateException("magazines of " + word + " words do not fit a region");
        }
    }

    private final long base;

    IndexCacheLayout(long base) {
        this.base = base;
    }

    long region(int index) {
        return base + ((long) index << RegionLayout.REGION_SHIFT);
    }

    private long header(int index, int sizeClass) {
        return region(index) + RegionLayout.header(sizeClass);
    }

    int state(int index) {
        return Memory.getIntOpaque(region(index) + RegionLayout.STATE);
    }

    /** With acquire: who sees OPEN sees the headers that were written before (partner: {@link #state(int, int)}). */
    boolean isOpen(int index) {
        return Memory.getIntAcquire(region(index) + RegionLayout.STATE) == RegionLayout.STATE_OPEN;
    }

    /** With release: a sequence that sees OPEN (acquire) sees the headers and slots written before. */
    void state(int index, int state) {
        Memory.putIntRelease(region(index) + RegionLayout.STATE, state);
    }

    /** Writes the headers of a closed region: all magazines empty and without capacity. */
    void initialise(int index) {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            Memory.putInt(header(index, c) + RegionLayout.HEADER_CURRENT, BEGIN[c]);
            Memory.putInt(header(index, c) + RegionLayout.HEADER_BEGIN, BEGIN[c]);
            Memory.putInt(header(index, c) + RegionLayout.HEADER_END, BEGIN[c]);
        }
    }

    /** Blocks in a magazine: exact while stopped, else stale. A region that is closed has none. */
    int count(int index, int sizeClass) {
        int current = Memory.getIntOpaque(header(index, sizeClass) + RegionLayout.HEADER_CURRENT);
        return Math.clamp(current - BEGIN[sizeClass], 0, Capacities.most(sizeClass));
    }

    /** Blocks that a magazine may hold; exact under the class's lock. A region that is closed has no capacity. */
    int capacity(int index, int sizeClass) {
        int end = Memory.getIntOpaque(header(index, sizeClass) + RegionLayout.HEADER_END);
        return Math.clamp(end - BEGIN[sizeClass], 0, Capacities.most(sizeClass));
    }

    /** Under the class's lock: at any time to raise it, only while stopped to lower it. */
    void setCapacity(int index, int sizeClass, int capacity) {
        Memory.putIntOpaque(header(index, sizeClass) + RegionLayout.HEADER_END, BEGIN[sizeClass] + capacity);
    }

    /** Address of a magazine's lowest slot. */
    long slots(int index, int sizeClass) {
        return region(index) + 8L * BEGIN[sizeClass];
    }

    /** Only while stopped. */
    void setCount(int index, int sizeClass, int count) {
        Memory.putInt(header(index, sizeClass) + RegionLayout.HEADER_CURRENT, BEGIN[sizeClass] + count);
    }

    long aborts(int index) {
        return Memory.getLong(region(index) + RegionLayout.ABORTS);
    }
}
