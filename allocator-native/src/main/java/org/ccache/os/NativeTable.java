package org.ccache.os;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The library's only symbol, {@code ccache_table} in {@code table.c}: the order of its functions and the numbers both
 * sides must agree on.
 *
 * <p>The stamp carries them in one word; a library with another stamp is refused before anything of it is called.
 */
final class NativeTable {
    static final int EMPTY = 0;
    static final int INDEX_CID = 1;
    static final int INDEX_CPU = 2;
    static final int POP_CID = 3;
    static final int PUSH_CID = 4;
    static final int POP_BATCH_CID = 5;
    static final int PUSH_BATCH_CID = 6;
    static final int POP_CPU = 7;
    static final int PUSH_CPU = 8;
    static final int POP_BATCH_CPU = 9;
    static final int PUSH_BATCH_CPU = 10;
    static final int PROBE_START = 11;
    static final int MMAP = 12;
    static final int MUNMAP = 13;
    static final int MPROTECT = 14;
    static final int MADVISE = 15;
    static final int MEMBARRIER = 16;
    static final int CLOSE = 17;
    static final int BIND = 18;
    static final int NODE = 19;
    static final int SIZE = 20;

    /** Byte offsets in the table: stamp, number of functions, then the functions' addresses. */
    static final long STAMP_OFFSET = 0;

    static final long SIZE_OFFSET = 8;
    static final long FUNCTIONS_OFFSET = 16;

    private static final int ABI_VERSION = 3;

    /** Same formula as STAMP in {@code table.c}. */
    static final long STAMP = ABI_VERSION
            | (long) RegionLayout.REGION_SHIFT << 8
            | (long) RegionLayout.ABORTS << 16
            | (long) RegionLayout.STATE_STOPPED << 24
            | (long) (RegionLayout.HEADER_SHIFT | RegionLayout.HEADER_BEGIN << 4) << 32
            | (long) RegionLayout.HEADER_END << 40
            | (long) RegionLayout.MAX_BATCH << 48
            | (long) RegionLayout.RESULT_ABORTED << 56;

    private final MemorySegment words;

    @SuppressWarnings("restricted")
    NativeTable(long address) {
        words = MemorySegment.ofAddress(address).reinterpret(FUNCTIONS_OFFSET + 8L * SIZE);
    }

    long address() {
        return words.address();
    }

    long function(int number) {
        return words.get(ValueLayout.JAVA_LONG, FUNCTIONS_OFFSET + 8L * number);
    }

    /** Null if the table is of our build. */
    String mismatch() {
        long stamp = words.get(ValueLayout.JAVA_LONG, STAMP_OFFSET);
        long size = words.get(ValueLayout.JAVA_LONG, SIZE_OFFSET);
        if (stamp == STAMP && size == SIZE) {
            return null;
        }
        return "ABI stamp " + Long.toHexString(stamp) + " with " + size + " functions, the Java side needs "
                + Long.toHexString(STAMP) + " with " + SIZE;
    }
}
