package org.ccache.allocator.drain;

import java.util.List;
import java.util.Locale;

/**
 * What a stress found.
 *
 * @param threads beside the drainer
 * @param seconds it took
 * @param drains of all caches
 * @param operations allocations and frees
 * @param handedOver blocks that another thread freed than the one that allocated them
 * @param wrong blocks that did not hold what was written to them
 * @param aborts sequences that the kernel ended and that started again
 * @param leftBytes live at the end by the allocator's own account, when all was freed: must be 0
 * @param conserved whether carved = live + cached + depot + slab-free at the end
 * @param problems what the audit found, and what threads threw
 */
record DrainStressResult(
        int threads,
        double seconds,
        long drains,
        long operations,
        long handedOver,
        long wrong,
        long aborts,
        long leftBytes,
        boolean conserved,
        List<String> problems) {

    /** Whether nothing is wrong, and the stress was one: something was drained and something done. */
    boolean clean() {
        return wrong == 0 && leftBytes == 0 && conserved && problems.isEmpty() && drains > 0 && operations > 0;
    }

    /** For who waits for a long one. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%d threads, %.1f s: %,d drains, %,d operations, %,d handed over, %,d aborts",
                threads,
                seconds,
                drains,
                operations,
                handedOver,
                aborts);
    }
}
