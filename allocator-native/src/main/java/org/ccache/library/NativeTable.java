package org.ccache.library;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.RegionLayout;
import org.ccache.layout.SpaceLayout;

/**
 * The library's only symbol, {@code ccache_table} in {@code table.c}: the order of its functions and the numbers both
 * sides must agree on.
 *
 * <p>Two stamps carry them in one word each; a library with other stamps is refused before anything of it is called.
 */
public final class NativeTable {
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
    public static final int PROBE_START = 11;
    static final int MMAP = 12;
    static final int MUNMAP = 13;
    static final int MPROTECT = 14;
    static final int MADVISE = 15;
    static final int MEMBARRIER = 16;
    static final int BIND = 17;
    static final int NODE = 18;

    /** The sequences on per-CPU memory, by mm_cid; {@link #PERCPU_BY_CPU} further on stand the same by cpu_id. */
    public static final int ADD = 19;

    public static final int LIST_PUSH = 20;
    public static final int LIST_POP = 21;
    public static final int LIST_TAKE = 22;
    public static final int COMPARE_STORE = 23;
    public static final int STORE_BATCH = 24;
    public static final int COPY_STORE = 25;
    public static final int RING_OFFER = 26;
    public static final int RING_CLAIM = 27;

    public static final int PERCPU_BY_CPU = 9;
    static final int SIZE = 37;

    /** Byte offsets in the table: two stamps, number of functions, address of the mark, then the functions' addresses. */
    static final long STAMP_OFFSET = 0;

    static final long PERCPU_STAMP_OFFSET = 8;
    static final long SIZE_OFFSET = 16;
    static final long MARK_OFFSET = 24;
    static final long FUNCTIONS_OFFSET = 32;
    static final long BYTES = FUNCTIONS_OFFSET + 8L * SIZE;

    private static final int ABI_VERSION = 5;

    /** Same formula as STAMP in {@code table.c}. */
    static final long STAMP = ABI_VERSION
            | (long) RegionLayout.REGION_SHIFT << 8
            | (long) RegionLayout.ABORTS << 16
            | (long) RegionLayout.STATE_STOPPED << 24
            | (long) (RegionLayout.HEADER_SHIFT | RegionLayout.HEADER_BEGIN << 4) << 32
            | (long) RegionLayout.HEADER_END << 40
            | (long) RegionLayout.MAX_BATCH << 48
            | (long) RegionLayout.RESULT_ABORTED << 56;

    /** Same formula as PERCPU_STAMP in {@code table.c}. */
    static final long PERCPU_STAMP = -SpaceLayout.LIMIT
            | -SpaceLayout.STRIDE << 8
            | -SpaceLayout.CAPACITY << 16
            | SpaceLayout.RING_HEAD << 24
            | SpaceLayout.RING_SEEN << 32
            | SpaceLayout.RING_TAIL / 8 << 40
            | SpaceLayout.RING_DATA / 8 << 48
            | (SpaceLayout.MAX_STORES | SpaceLayout.MAX_COPY / 512L << 5) << 56;

    private final MemorySegment words;

    @SuppressWarnings("restricted")
    NativeTable(long address) {
        words = MemorySegment.ofAddress(address).reinterpret(BYTES);
    }

    long address() {
        return words.address();
    }

    long function(int number) {
        return words.get(ValueLayout.JAVA_LONG, FUNCTIONS_OFFSET + 8L * number);
    }

    /** Address of the word that {@link TablePublication} writes. Presumes that there is no {@link #mismatch}. */
    long markAddress() {
        return words.get(ValueLayout.JAVA_LONG, MARK_OFFSET);
    }

    /** What the word holds: 0 until the table is published. */
    long mark() {
        return word(markAddress()).get(ValueLayout.JAVA_LONG, 0);
    }

    void mark(long value) {
        word(markAddress()).set(ValueLayout.JAVA_LONG, 0, value);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment word(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.BYTES);
    }

    /** Null if the table is of our build. */
    String mismatch() {
        long stamp = words.get(ValueLayout.JAVA_LONG, STAMP_OFFSET);
        if (stamp != STAMP) { // then nothing is known of the words behind it
            return "ABI stamp " + Long.toHexString(stamp) + ", the Java side needs " + Long.toHexString(STAMP);
        }
        long percpu = words.get(ValueLayout.JAVA_LONG, PERCPU_STAMP_OFFSET);
        long size = words.get(ValueLayout.JAVA_LONG, SIZE_OFFSET);
        if (percpu == PERCPU_STAMP && size == SIZE) {
            return null;
        }
        return "per-CPU stamp " + Long.toHexString(percpu) + " with " + size + " functions, the Java side needs "
                + Long.toHexString(PERCPU_STAMP) + " with " + SIZE;
    }
}
