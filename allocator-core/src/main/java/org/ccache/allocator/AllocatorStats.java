package org.ccache.allocator;

import java.util.Locale;
import org.ccache.allocator.arena.Arena;
import org.ccache.allocator.arena.ArenaStats;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.rseq.Rseq;

/**
 * Figures of an allocator at one moment. Equations, when no other thread works on it:
 *
 * <pre>
 *   carved = live + cached + depot + slabFree        (small blocks, by block size)
 *   mapped = slabs + large + free spans              (carved is below the slabs' bytes by their tails)
 * </pre>
 *
 * @param mode what the index is: MM_CID, CPU_ID or UNAVAILABLE
 * @param reason why not a better mode, and what the self test saw
 * @param indexes number of possible indexes
 * @param indexesUsed caches that have been used: indexes, threads or stripes
 * @param liveBytes small blocks handed out
 * @param cachedBytes blocks in the front end's caches
 * @param depotBytes blocks in the depots
 * @param slabFreeBytes blocks in slabs
 * @param carvedBytes all blocks of all slabs
 * @param largeBytes large blocks handed out
 * @param mappedBytes accessible bytes of the arena
 * @param reservedBytes address space of the arena
 * @param metadataBytes upper bound of the metadata that has been written
 * @param limitBytes most bytes that may be mapped
 * @param peakMappedBytes largest mappedBytes so far
 * @param refills slow paths from a cache to a depot for a block, whether or not a batch came with it
 * @param flushes slow paths from a cache to a depot with a block, whether or not a batch went with it
 * @param slabsCarved slabs carved so far
 * @param slabsReclaimed slabs given back to the arena so far
 * @param purgedBytes bytes given back to the system so far
 * @param largeAllocations large blocks allocated so far
 * @param aborts sequences aborted by the kernel and started again
 */
public record AllocatorStats(
        FrontEnd frontEnd,
        String mode,
        String reason,
        int indexes,
        int indexesUsed,
        long liveBytes,
        long cachedBytes,
        long depotBytes,
        long slabFreeBytes,
        long carvedBytes,
        long largeBytes,
        long mappedBytes,
        long reservedBytes,
        long metadataBytes,
        long limitBytes,
        long peakMappedBytes,
        long refills,
        long flushes,
        long slabsCarved,
        long slabsReclaimed,
        long purgedBytes,
        long largeAllocations,
        long aborts) {

    static AllocatorStats of(FrontEnd frontEnd, Arena arena, Depots depots, Caches caches) {
        long cached = 0;
        long inDepots = 0;
        long slabFree = 0;
        long carved = 0;
        long refills = 0;
        long flushes = 0;
        long slabsCarved = 0;
        long slabsReclaimed = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            long size = SizeClasses.size(c);
            cached += size * caches.count(c);
            Depot depot = depots.of(c);
            depot.lock();
            try {
                inDepots += size * depot.count();
                slabFree += size * depot.slabs().free();
                carved += size * depot.slabs().carved();
                refills += depot.refills();
                flushes += depot.flushes();
                slabsCarved += depot.slabs().carvedSlabs();
                slabsReclaimed += depot.slabs().reclaimedSlabs();
            } finally {
                depot.unlock();
            }
        }
        ArenaStats spans = arena.stats();
        return new AllocatorStats(
                frontEnd,
                Rseq.mode().name(),
                Rseq.reason(),
                Rseq.indexes(),
                caches.used(),
                Math.max(0, carved - slabFree - inDepots - cached), // the caches move on meanwhile
                cached,
                inDepots,
                slabFree,
                carved,
                spans.largeBytes(),
                spans.mapped(),
                spans.reserved(),
                spans.metadata() + depots.bytes() + caches.metadataBytes(),
                spans.limit(),
                spans.peakMapped(),
                refills,
                flushes,
                slabsCarved,
                slabsReclaimed,
                spans.purged(),
                spans.largeAllocations(),
                caches.aborts());
    }

    /** All figures, one line each. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                """
                front end %s, mode %s (%s), %d of %d indexes used
                live %d + large %d, cached %d + depot %d, slab-free %d, carved %d bytes
                mapped %d (peak %d, limit %d, reserved %d), metadata %d, purged %d bytes
                refills %d, flushes %d, slabs carved %d, reclaimed %d, large allocations %d, aborts %d""",
                frontEnd,
                mode,
                reason,
                indexesUsed,
                indexes,
                liveBytes,
                largeBytes,
                cachedBytes,
                depotBytes,
                slabFreeBytes,
                carvedBytes,
                mappedBytes,
                peakMappedBytes,
                limitBytes,
                reservedBytes,
                metadataBytes,
                purgedBytes,
                refills,
                flushes,
                slabsCarved,
                slabsReclaimed,
                largeAllocations,
                aborts);
    }
}
