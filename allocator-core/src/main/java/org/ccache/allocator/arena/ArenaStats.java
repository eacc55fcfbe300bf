package org.ccache.allocator.arena;

/** One look at an arena; all in bytes but for the two counts of large blocks. */
public record ArenaStats(
        long mapped,
        long peakMapped,
        long reserved,
        long limit,
        long metadata,
        long free,
        long dirty,
        long purged,
        long largeBytes,
        long largeBlocks,
        long largeAllocations) {}
