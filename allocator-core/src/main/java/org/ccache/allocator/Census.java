package org.ccache.allocator;

import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;

/** Sums over the size classes, one class after the other: in bytes but for the counts. */
final class Census {
    final long cached;
    final long inDepots;
    final long slabFree;
    final long carved;
    final long slabs;
    final long refills;
    final long flushes;
    final long slabsCarved;
    final long slabsReclaimed;

    /** The class that has the most slab-free bytes, and those. */
    final int freest;

    final long freestBytes;

    Census(Tiers tiers) {
        long cachedSum = 0;
        long depotSum = 0;
        long freeSum = 0;
        long carvedSum = 0;
        long slabSum = 0;
        long refillSum = 0;
        long flushSum = 0;
        long carvedSlabs = 0;
        long reclaimedSlabs = 0;
        int most = SizeClasses.FIRST;
        long mostBytes = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            long size = SlabLayout.blockBytes(c);
            cachedSum += size * tiers.caches().count(c);
            Depot depot = tiers.depots().of(c);
            depot.lock();
            try {
                depotSum += size * depot.count();
                long free = size * depot.slabFree();
                freeSum += free;
                if (free > mostBytes) {
                    most = c;
                    mostBytes = free;
                }
                carvedSum += size * depot.carved();
                slabSum += SlabLayout.slabBytes(c) * (depot.carved() / SlabLayout.blocks(c));
                refillSum += depot.refills();
                flushSum += depot.flushes();
                carvedSlabs += depot.slabsCarved();
                reclaimedSlabs += depot.slabsReclaimed();
            } finally {
                depot.unlock();
            }
        }
        this.cached = cachedSum;
        this.inDepots = depotSum;
        this.slabFree = freeSum;
        this.carved = carvedSum;
        this.slabs = slabSum;
        this.refills = refillSum;
        this.flushes = flushSum;
        this.slabsCarved = carvedSlabs;
        this.slabsReclaimed = reclaimedSlabs;
        this.freest = most;
        this.freestBytes = mostBytes;
    }

    /** The caches move on while the rest is counted: so not below 0. */
    long live() {
        return Math.max(0, carved - slabFree - inDepots - cached);
    }

    /** Where the bytes are that a refused request could not have. */
    String whereTheyAre(long largeBytes) {
        String text = live() + " are live in small blocks, " + largeBytes + " in large ones, " + (cached + inDepots)
                + " are cached, " + slabFree + " free in slabs";
        return freestBytes == 0
                ? text
                : text + ", most of them, " + freestBytes + ", in slabs of blocks of " + SlabLayout.blockBytes(freest);
    }
}
