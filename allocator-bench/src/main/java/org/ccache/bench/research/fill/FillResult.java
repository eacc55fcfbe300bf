package org.ccache.bench.research.fill;

/**
 * What a filling process saw.
 *
 * @param mode of the index
 * @param used caches used: indexes, threads, or both
 * @param bound most bytes that caches of all indexes may keep of the shape
 * @param full when all blocks were live
 * @param freed when all were freed and all threads parked
 * @param idle after the idle time
 */
public record FillResult(
        FillSettings settings,
        String mode,
        int indexes,
        int used,
        long bound,
        FillPoint full,
        FillPoint freed,
        FillPoint idle,
        long refills,
        long flushes,
        long aborts) {}
