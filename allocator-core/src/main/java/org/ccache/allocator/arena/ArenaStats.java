package org.ccache.allocator.arena;

/**
 * One look at all arenas; in bytes but for the counts.
 *
 * @param mapped spans in use and dirty free ones
 * @param peakMapped largest mapped so far
 * @param committed accessible
 * @param reserved address space
 * @param limit most that may be mapped
 * @param softLimit mapped above which everything that can go is given back
 * @param metadata upper bound of the metadata that has been written
 * @param free below the frontiers, dirty or not
 * @param dirty free, and may still hold memory
 * @param purged given back to the system so far
 * @param purges calls by which it was
 * @param purgeFailures calls that the system refused
 * @param freeHugePages huge pages that are all free
 * @param partialHugePages huge pages that are partly free
 * @param largeBytes spans of large blocks
 * @param largeRequested what was asked for in them
 * @param largeBlocks large blocks handed out
 * @param largeAllocations large blocks handed out so far
 */
public record ArenaStats(
        long mapped,
        long peakMapped,
        long committed,
        long reserved,
        long limit,
        long softLimit,
        long metadata,
        long free,
        long dirty,
        long purged,
        long purges,
        long purgeFailures,
        long freeHugePages,
        long partialHugePages,
        long largeBytes,
        long largeRequested,
        long largeBlocks,
        long largeAllocations) {

    /** What each arena adds. */
    static final class Sum {
        long committed;
        long freeUnits;
        long dirtyUnits;
        long freeHugePages;
        long partialHugePages;
        long largeUnits;
        long largeRequested;
        long largeBlocks;
        long largeAllocations;

        ArenaStats stats(MappedUnits mapped, Purger purger, long range, long metadata) {
            return new ArenaStats(
                    mapped.bytes(),
                    mapped.peakBytes(),
                    committed,
                    range,
                    Math.min(mapped.limit() & -Units.BYTES, range),
                    mapped.softLimit(),
                    metadata,
                    Units.bytes(freeUnits),
                    Units.bytes(dirtyUnits),
                    Units.bytes(purger.purgedUnits()),
                    purger.purges(),
                    purger.failures(),
                    freeHugePages,
                    partialHugePages,
                    Units.bytes(largeUnits),
                    largeRequested,
                    largeBlocks,
                    largeAllocations);
        }
    }
}
