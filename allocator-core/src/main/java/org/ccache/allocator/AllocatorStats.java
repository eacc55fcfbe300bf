package org.ccache.allocator;

import org.ccache.allocator.arena.ArenaStats;
import org.ccache.allocator.cache.Caches;
import org.ccache.os.VirtualMemory;
import org.ccache.rseq.Rseq;

/**
 * Figures of an allocator at one moment. Equations, when no other thread works on it:
 *
 * <pre>
 *   carved = live + cached + depot + slabFree        blocks up to 1 MiB, by block size
 *   mapped = slabs + large + dirty                   whole units; slabs exceed carved by their tails
 *   mapped &lt;= committed &lt;= reserved,   mapped &lt;= limit unless the limit was lowered below it
 *   cached &lt;= cacheCapacity &lt;= cacheBudget           ccaches; the first step of a magazine may overdraw it
 * </pre>
 *
 * @param frontEnd where free blocks are cached
 * @param mode what the index is: MM_CID, CPU_ID or UNAVAILABLE
 * @param reason why not a better mode, and what the self test saw; and what memory is had by, where that is not usual
 * @param maintenance who does it; STEPS also where no thread could be started
 * @param nodes NUMA nodes that are kept apart; 1: none
 * @param indexes number of possible indexes
 * @param indexesUsed caches that have been used: indexes, threads or stripes
 * @param liveBytes blocks of size classes, so up to 1 MiB, handed out
 * @param peakLiveBytes largest live + large that a {@code stats()} has seen
 * @param cachedBytes blocks in the front end's caches
 * @param cacheCapacityBytes blocks that the caches could hold now
 * @param cacheBudgetBytes most that all ccaches or stripes may hold, or one thread's cache alone; the sum where there
 *      are both
 * @param depotBytes blocks in the depots
 * @param slabFreeBytes blocks in slabs
 * @param carvedBytes all blocks of all slabs
 * @param slabBytes spans of the slabs
 * @param largeBytes spans of the large blocks handed out
 * @param largeRequestedBytes what was asked for in large blocks
 * @param dirtyBytes free spans that may still hold memory
 * @param mappedBytes what may be resident of the arenas: spans in use and dirty ones
 * @param committedBytes accessible bytes of the arenas, purged and never used ones included
 * @param reservedBytes address space of the arenas
 * @param metadataBytes upper bound of the metadata that has been written
 * @param limitBytes most bytes that may be mapped; as much as is reserved: none was set
 * @param softLimitBytes mapped bytes above which everything that can go is given back; {@link Long#MAX_VALUE}: none
 * @param peakMappedBytes largest mappedBytes so far
 * @param refills slow paths from a cache to a depot for a block, whether or not a batch came with it
 * @param flushes slow paths from a cache to a depot with a block, whether or not a batch went with it
 * @param fences remote fences so far, each an interrupt of every running thread of the process
 * @param drainedBlocks blocks that drains and maintenance moved from caches to depots so far
 * @param slabsCarved slabs carved so far
 * @param slabsReclaimed slabs given back to the arenas so far
 * @param purges calls by which memory was given back to the system so far
 * @param purgedBytes bytes given back to the system so far
 * @param purgeRefusals calls that were to give memory back and came to nothing so far: refused by the system, as for
 *     locked memory, or, after a free that had taken effect, for want of Java heap
 * @param largeAllocations large blocks allocated so far
 * @param exhaustions requests that failed for want of memory
 * @param maintenanceRounds rounds of maintenance so far
 * @param maintenanceFailures rounds and steps in which an error came up: a refused fence, a full Java heap
 * @param aborts sequences aborted by the kernel and started again
 */
public record AllocatorStats(
        FrontEnd frontEnd,
        String mode,
        String reason,
        Maintenance maintenance,
        int nodes,
        int indexes,
        int indexesUsed,
        long liveBytes,
        long peakLiveBytes,
        long cachedBytes,
        long cacheCapacityBytes,
        long cacheBudgetBytes,
        long depotBytes,
        long slabFreeBytes,
        long carvedBytes,
        long slabBytes,
        long largeBytes,
        long largeRequestedBytes,
        long dirtyBytes,
        long mappedBytes,
        long committedBytes,
        long reservedBytes,
        long metadataBytes,
        long limitBytes,
        long softLimitBytes,
        long peakMappedBytes,
        long refills,
        long flushes,
        long fences,
        long drainedBlocks,
        long slabsCarved,
        long slabsReclaimed,
        long purges,
        long purgedBytes,
        long purgeRefusals,
        long largeAllocations,
        long exhaustions,
        long maintenanceRounds,
        long maintenanceFailures,
        long aborts) {

    static AllocatorStats of(FrontEnd frontEnd, Tiers tiers, Pressure pressure, Maintainer maintainer) {
        Census sums = new Census(tiers);
        Caches caches = tiers.caches();
        ArenaStats spans = tiers.arenas().stats();
        return new AllocatorStats(
                frontEnd,
                Rseq.mode().name(),
                why(),
                maintainer.mode(),
                tiers.arenas().nodes(),
                Rseq.indexes(),
                caches.used(),
                sums.live(),
                maintainer.peaks().seen(sums.live() + spans.largeBytes()),
                sums.cached,
                caches.capacityBytes(),
                caches.budget(),
                sums.inDepots,
                sums.slabFree,
                sums.carved,
                sums.slabs,
                spans.largeBytes(),
                spans.largeRequested(),
                spans.dirty(),
                spans.mapped(),
                spans.committed(),
                spans.reserved(),
                spans.metadata() + tiers.depots().bytes() + caches.metadataBytes(),
                spans.limit(),
                spans.softLimit(),
                spans.peakMapped(),
                sums.refills,
                sums.flushes,
                caches.fences(),
                caches.drainedBlocks(),
                sums.slabsCarved,
                sums.slabsReclaimed,
                spans.purges(),
                spans.purged(),
                spans.purgeFailures() + caches.refusedPurges(),
                spans.largeAllocations(),
                pressure.exhaustions(),
                maintainer.rounds(),
                maintainer.failures(),
                caches.aborts());
    }

    private static String why() {
        String memory = VirtualMemory.note();
        return memory.isEmpty() ? Rseq.reason() : Rseq.reason() + "; " + memory;
    }

    /** All figures, one line for each group. */
    @Override
    public String toString() {
        return "front end " + frontEnd + ", mode " + mode + " (" + reason + "), " + indexesUsed + " of " + indexes
                + " indexes used, " + nodes + " nodes, maintenance " + maintenance + ": " + maintenanceRounds
                + " rounds, " + maintenanceFailures + " failed\n"
                + "live " + liveBytes + " + large " + largeBytes + " (asked for " + largeRequestedBytes
                + ", peak of both " + peakLiveBytes + "), cached " + cachedBytes + " + depot " + depotBytes
                + ", slab-free " + slabFreeBytes + ", carved " + carvedBytes + " bytes\n"
                + "mapped " + mappedBytes + " = slabs " + slabBytes + " + large " + largeBytes + " + dirty "
                + dirtyBytes + " (peak " + peakMappedBytes + ", limit "
                + (limitBytes == reservedBytes ? "none" : Long.toString(limitBytes)) + ", soft "
                + (softLimitBytes == Long.MAX_VALUE ? "none" : Long.toString(softLimitBytes)) + "), committed "
                + committedBytes + ", reserved " + reservedBytes + "\n"
                + "metadata " + metadataBytes + ", cache capacity " + cacheCapacityBytes + " of " + cacheBudgetBytes
                + ", purged " + purgedBytes + " bytes in " + purges + " calls, " + purgeRefusals + " refused\n"
                + "refills " + refills + ", flushes " + flushes + ", fences " + fences + ", drained blocks "
                + drainedBlocks + ", slabs carved " + slabsCarved + ", reclaimed " + slabsReclaimed + "\n"
                + "large allocations " + largeAllocations + ", exhaustions " + exhaustions + ", aborts " + aborts;
    }
}
