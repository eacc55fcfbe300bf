package org.ccache.allocator;

import org.ccache.os.ResidentMemory;

/**
 * Memory that the system holds for an allocator, in bytes, from the kernel's list of mappings.
 *
 * @param arenas blocks, live or free, in the arenas
 * @param caches the ccaches' regions; 0 for front ends that cache on the Java heap
 * @param metadata span map, records of spans and huge pages
 * @param depots stacks of the depots
 * @param hugePages of all these: in transparent huge pages (AnonHugePages)
 * @param lazilyFree of all these: given back, but not taken yet (LazyFree); 0 with the way we purge
 * @param swapped of all these: not resident but swapped out, so in none of the others
 */
public record ResidentStats(
        long arenas, long caches, long metadata, long depots, long hugePages, long lazilyFree, long swapped) {

    static ResidentStats of(Tiers tiers) {
        ResidentMemory arenas = range(tiers.arenas().range());
        ResidentMemory caches = range(tiers.caches().range());
        ResidentMemory metadata = range(tiers.arenas().metadataRange());
        ResidentMemory depots =
                range(new long[] {tiers.depots().stacks(), tiers.depots().bytes()});
        return new ResidentStats(
                arenas.resident(),
                caches.resident(),
                metadata.resident(),
                depots.resident(),
                arenas.hugePages() + caches.hugePages() + metadata.hugePages() + depots.hugePages(),
                arenas.lazilyFree() + caches.lazilyFree() + metadata.lazilyFree() + depots.lazilyFree(),
                arenas.swapped() + caches.swapped() + metadata.swapped() + depots.swapped());
    }

    private static ResidentMemory range(long[] range) {
        return ResidentMemory.of(range);
    }

    /** {@return all that is resident, in bytes} */
    public long bytes() {
        return arenas + caches + metadata + depots;
    }

    /** Written out: the compiler's own is linked at its first call, wherever that is. */
    @Override
    public String toString() {
        return "ResidentStats[arenas=" + arenas
                + ", caches=" + caches
                + ", metadata=" + metadata
                + ", depots=" + depots
                + ", hugePages=" + hugePages
                + ", lazilyFree=" + lazilyFree
                + ", swapped=" + swapped + "]";
    }
}
