package org.ccache.layout;

/**
 * The library's only symbol, {@code ccache_table} in {@code table.c}: the order of its functions and the numbers both
 * sides must agree on.
 *
 * <p>Two stamps carry them in one word each; a library with other stamps is refused before anything of it is called.
 */
public final class TableLayout {
    /** A call that does nothing: what any call costs at least. */
    public static final int EMPTY_CALL = 0;

    /** The index itself, by mm_cid and by cpu_id. */
    public static final int INDEX_CID = 1;

    public static final int INDEX_CPU = 2;

    /** The sequences on magazines, by mm_cid; {@link #MAGAZINES_BY_CPU} further on stand the same by cpu_id. */
    public static final int POP = 3;

    public static final int PUSH = 4;
    public static final int POP_BATCH = 5;
    public static final int PUSH_BATCH = 6;

    public static final int MAGAZINES_BY_CPU = 4;

    public static final int PROBE_START = 11;
    public static final int MMAP = 12;
    public static final int MUNMAP = 13;
    public static final int MPROTECT = 14;
    public static final int MADVISE = 15;
    public static final int MEMBARRIER = 16;
    public static final int BIND = 17;
    public static final int NODE = 18;

    /** How far down a thread's stack has been proved. */
    public static final int STACK_START = 19;

    public static final int STACK_REACHES = 20;
    public static final int STACK_PROVE = 21;

    /** The node that the area tells, and the area's own offset. */
    public static final int INDEX_NODE = 22;

    public static final int AREA = 23;

    /** The sequences on per-CPU memory, by mm_cid; {@link #PERCPU_BY_CPU} further on stand the same by cpu_id. */
    public static final int ADD = 24;

    public static final int LIST_PUSH = 25;
    public static final int LIST_POP = 26;
    public static final int LIST_TAKE = 27;
    public static final int COMPARE_STORE = 28;
    public static final int STORE_BATCH = 29;
    public static final int COPY_STORE = 30;
    public static final int RING_OFFER = 31;
    public static final int RING_CLAIM = 32;

    public static final int PERCPU_BY_CPU = 9;
    public static final int SIZE = 42;

    /**
     * Byte offsets in the table: two stamps, number of functions, address of the mark, then the functions' addresses.
     */
    public static final long STAMP_OFFSET = 0;

    public static final long PERCPU_STAMP_OFFSET = 8;
    public static final long SIZE_OFFSET = 16;
    public static final long MARK_OFFSET = 24;
    public static final long FUNCTIONS_OFFSET = 32;
    public static final long BYTES = FUNCTIONS_OFFSET + 8L * SIZE;

    private static final int ABI_VERSION = 7;

    /** Same formula as STAMP in {@code table.c}. */
    public static final long STAMP = ABI_VERSION
            | (long) RegionLayout.REGION_SHIFT << 8
            | (long) RegionLayout.ABORTS << 16
            | (long) RegionLayout.STATE_STOPPED << 24
            | (long) (RegionLayout.HEADER_SHIFT | RegionLayout.HEADER_BEGIN << 4) << 32
            | (long) RegionLayout.HEADER_END << 40
            | (long) RegionLayout.MAX_BATCH << 48
            | (long) RegionLayout.RESULT_ABORTED << 56;

    /** Same formula as PERCPU_STAMP in {@code table.c}. */
    public static final long PERCPU_STAMP = -SpaceLayout.LIMIT
            | -SpaceLayout.STRIDE << 8
            | -SpaceLayout.CAPACITY << 16
            | SpaceLayout.RING_HEAD << 24
            | SpaceLayout.RING_SEEN << 32
            | SpaceLayout.RING_TAIL / 8 << 40
            | SpaceLayout.RING_DATA / 8 << 48
            | (SpaceLayout.MAX_STORES | SpaceLayout.MAX_COPY / 512L << 5) << 56;

    private TableLayout() {}
}
