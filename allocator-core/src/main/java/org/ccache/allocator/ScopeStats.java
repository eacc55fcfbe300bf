package org.ccache.allocator;

/**
 * Figures of a scope at one moment, its children included.
 *
 * @param name the scope's names from the outermost on
 * @param limitBytes most bytes that may be live
 * @param liveBytes usable bytes of the blocks handed out and not freed
 * @param peakLiveBytes largest liveBytes so far
 * @param liveBlocks blocks handed out and not freed
 * @param allocations blocks handed out so far
 * @param refused requests that the scope's own limit refused
 */
public record ScopeStats(
        String name,
        long limitBytes,
        long liveBytes,
        long peakLiveBytes,
        long liveBlocks,
        long allocations,
        long refused) {
    /** Written out: the compiler's own is linked at its first call, wherever that is. */
    @Override
    public String toString() {
        return "ScopeStats[name=" + name
                + ", limitBytes=" + limitBytes
                + ", liveBytes=" + liveBytes
                + ", peakLiveBytes=" + peakLiveBytes
                + ", liveBlocks=" + liveBlocks
                + ", allocations=" + allocations
                + ", refused=" + refused + "]";
    }
}
