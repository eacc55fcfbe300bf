package org.ccache.bench.workload.memory;

/**
 * Memory at one moment. Bytes; those of the process are over the baseline, and may be below zero.
 *
 * @param phase of the workload
 * @param seconds since the baseline
 * @param requested sum of the sizes asked for of all live blocks
 * @param resident of the process, less what the kernel may take at any time (LazyFree)
 * @param anonymous resident memory that no file backs
 * @param hugePages anonymous memory in transparent huge pages, over the baseline
 * @param lazyFree freed by MADV_FREE and still there, over the baseline
 * @param cached the allocator's own figure of blocks in caches; -1 if unknown
 * @param mapped the allocator's own figure; -1 if unknown
 * @param own resident memory of the allocator's own mappings, from the kernel; -1 if they cannot be told apart
 */
public record Sample(
        String phase,
        double seconds,
        long requested,
        long resident,
        long anonymous,
        long hugePages,
        long lazyFree,
        long cached,
        long mapped,
        long own) {
    /** All is allocated that the workload allocates. */
    public static final String FULL = "full";
    /** All is freed, and some time has passed. */
    public static final String REST = "rest";
    /** After a trim. */
    public static final String TRIMMED = "trimmed";
    /** Blocks are held, and nothing runs. */
    public static final String QUIET = "quiet";
    /** All was freed at the end of a long run. */
    public static final String EMPTY = "empty";
    /** All threads have had their burst and do nothing. */
    public static final String PARKED = "parked";
    /** Both caches are filled. */
    public static final String TWO_PROCESSORS = "two processors";
    /** The process may run on one processor only. */
    public static final String ONE_PROCESSOR = "one processor";
}
