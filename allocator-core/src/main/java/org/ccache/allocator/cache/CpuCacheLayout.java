package org.ccache.allocator.cache;

import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.os.RegionLayout;

/**
 * The regions of the ccaches: where each index's magazines stand (byte picture: {@link RegionLayout}).
 *
 * <p>Magazines follow the headers without gaps. Written by this class only while a region is closed, by the drainer
 * only while it is stopped, and otherwise by the sequences alone.
 */
final class CpuCacheLayout {
    private static final int FIRST_WORD = (int) RegionLayout.header(SizeClasses.END) / Long.BYTES;

    private final long base;
    private final int[] begin = new int[SizeClasses.END];
    private final int[] end = new int[SizeClasses.END];

    CpuCacheLayout(long base, Capacities capacities) {
        this.base = base;
        int word = FIRST_WORD;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            begin[c] = word;
            word += capacities.magazine(c);
            end[c] = word;
        }
        if ((long) word * Long.BYTES > RegionLayout.REGION_BYTES) {
            throw new IllegalArgumentException("magazines of " + word + " words do not fit a region");
        }
    }

    long region(int index) {
        return base + ((long) index << RegionLayout.REGION_SHIFT);
    }

    int state(int index) {
        return Memory.getIntOpaque(region(index) + RegionLayout.STATE);
    }

    void stop(int index) {
        Memory.putIntOpaque(region(index) + RegionLayout.STATE, RegionLayout.STATE_STOPPED);
    }

    /** Opens with release: a sequence that sees OPEN (acquire) sees the headers and slots written before. */
    void open(int index) {
        Memory.putIntRelease(region(index) + RegionLayout.STATE, RegionLayout.STATE_OPEN);
    }

    /** Writes the headers of a closed region: all magazines empty. */
    void initialise(int index) {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            long header = region(index) + RegionLayout.header(c);
            Memory.putInt(header + RegionLayout.HEADER_CURRENT, begin[c]);
            Memory.putInt(header + RegionLayout.HEADER_BEGIN, begin[c]);
            Memory.putInt(header + RegionLayout.HEADER_END, end[c]);
        }
    }

    /** Blocks in a magazine: exact while stopped, else stale. A region that is closed has none. */
    int count(int index, int sizeClass) {
        int current = Memory.getIntOpaque(region(index) + RegionLayout.header(sizeClass));
        return Math.clamp(current - begin[sizeClass], 0, end[sizeClass] - begin[sizeClass]);
    }

    /** Address of a magazine's lowest slot. */
    long slots(int index, int sizeClass) {
        return region(index) + 8L * begin[sizeClass];
    }

    /** Only while stopped. */
    void setCount(int index, int sizeClass, int count) {
        Memory.putInt(region(index) + RegionLayout.header(sizeClass), begin[sizeClass] + count);
    }

    long aborts(int index) {
        return Memory.getLong(region(index) + RegionLayout.ABORTS);
    }
}
