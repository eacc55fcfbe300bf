package org.ccache.sequence;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.RegionLayout;
import org.ccache.os.VirtualMemory;

/** TestRegions of a test, with one magazine each. */
public final class TestRegions implements AutoCloseable {
    private static final int FIRST_WORD = 16;

    private final MemorySegment memory;

    @SuppressWarnings("restricted")
    public TestRegions(int indexes) {
        long bytes = indexes * RegionLayout.REGION_BYTES;
        long address = VirtualMemory.reserveZeroed(bytes);
        if (address < 0) {
            throw new OutOfMemoryError(VirtualMemory.describe(address));
        }
        memory = MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    public long base() {
        return memory.address();
    }

    /** An empty magazine of so many words, open. */
    public void open(int index, int words) {
        header(index, RegionLayout.HEADER_CURRENT, FIRST_WORD);
        header(index, RegionLayout.HEADER_BEGIN, FIRST_WORD);
        header(index, RegionLayout.HEADER_END, FIRST_WORD + words);
        state(index, RegionLayout.STATE_OPEN);
    }

    private void header(int index, int field, int value) {
        memory.set(ValueLayout.JAVA_INT, region(index) + RegionLayout.header(1) + field, value);
    }

    public void state(int index, int state) {
        memory.set(ValueLayout.JAVA_INT, region(index) + RegionLayout.STATE, state);
    }

    public int count(int index) {
        int current =
                memory.get(ValueLayout.JAVA_INT, region(index) + RegionLayout.header(1) + RegionLayout.HEADER_CURRENT);
        return Math.max(0, current - FIRST_WORD);
    }

    public int total(int indexes) {
        int sum = 0;
        for (int index = 0; index < indexes; index++) {
            sum += count(index);
        }
        return sum;
    }

    public long aborts(int index) {
        return memory.get(ValueLayout.JAVA_LONG, region(index) + RegionLayout.ABORTS);
    }

    private static long region(int index) {
        return index * RegionLayout.REGION_BYTES;
    }

    @Override
    public void close() {
        VirtualMemory.release(memory.address(), memory.byteSize());
    }
}
