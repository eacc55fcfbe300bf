package org.ccache.bench.research;

import java.util.List;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Ratio;

/** Ratios of times of processes that ran in the same blocks, for verdicts. */
final class PairedRatios {
    /** The bootstrap of one block is an interval without width: it would make a verdict of chance. */
    static final int LEAST_BLOCKS = 3;

    private PairedRatios() {}

    /**
     * Geometric mean over the strata with its interval; null, so that nothing can be told, without strata or if one has
     * fewer than {@value #LEAST_BLOCKS} blocks.
     *
     * @param logs of the ratio of each block, by stratum
     */
    static Ratio of(List<double[]> logs, long seed) {
        return logs.isEmpty() || logs.stream().anyMatch(stratum -> stratum.length < LEAST_BLOCKS)
                ? null
                : new Bootstrap(seed).ofStrata(logs);
    }
}
