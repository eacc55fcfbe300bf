package org.ccache.bench.footprint;

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
        long own) {}
