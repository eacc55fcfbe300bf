package org.ccache.bench.research.fill;

import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.machine.SmapsRollup;

/**
 * What is where at one moment, in bytes.
 *
 * @param live blocks handed out, large ones included
 * @param carved all blocks of all slabs
 * @param cached in caches
 * @param capacity of the caches
 * @param depot in depots
 * @param mapped spans in use and dirty ones
 * @param own resident of the allocator, metadata included
 * @param resident of the process
 */
public record FillPoint(
        long live, long carved, long cached, long capacity, long depot, long mapped, long own, long resident) {

    static FillPoint of(CcacheAllocator allocator) {
        AllocatorStats stats = allocator.stats();
        return new FillPoint(
                stats.liveBytes() + stats.largeBytes(),
                stats.carvedBytes(),
                stats.cachedBytes(),
                stats.cacheCapacityBytes(),
                stats.depotBytes(),
                stats.mappedBytes(),
                allocator.resident().bytes(),
                SmapsRollup.read().resident());
    }
}
