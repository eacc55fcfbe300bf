package org.ccache.bench.peer;

import org.ccache.bench.measure.Figures;

/**
 * What an allocator reports about itself. Bytes and counts are {@value #UNKNOWN} where the allocator does not tell.
 *
 * @param mode index source or other variant in force, with its reason, for the report's header
 * @param liveBytes bytes of blocks handed out, by class size
 * @param cachedBytes bytes held by the front end's caches
 * @param depotBytes bytes held by the depot
 * @param mappedBytes bytes of arenas with access rights
 * @param peakMappedBytes highest {@code mappedBytes} so far
 * @param refills batches moved from the lower tiers to a front-end cache
 * @param flushes batches moved the other way
 * @param aborts restarts of native sequences
 * @param budgetBytes most that all ccaches or stripes may hold together, or one thread's cache alone
 */
public record PeerStats(
        String mode,
        long liveBytes,
        long cachedBytes,
        long depotBytes,
        long mappedBytes,
        long peakMappedBytes,
        long refills,
        long flushes,
        long aborts,
        long budgetBytes) {

    /** Marks a number that the allocator does not report. */
    public static final long UNKNOWN = Figures.UNKNOWN;

    /** Of an allocator that reports nothing. */
    public static final PeerStats NONE =
            new PeerStats("", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
}
