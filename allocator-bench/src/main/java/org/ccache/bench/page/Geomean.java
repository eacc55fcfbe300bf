package org.ccache.bench.page;

import java.util.List;
import org.ccache.bench.measure.Ratio;

/**
 * Geometric mean over workloads of the product to a peer, with the interval over the blocks of each.
 *
 * @param whom the peer, or which one on each workload
 * @param of how many workloads the product's figures take part in
 * @param missing those of them that the peer has no figures of
 */
record Geomean(String whom, Ratio ratio, int of, List<String> missing) {

    int over() {
        return of - missing.size();
    }

    /** In how many of how many workloads. */
    String coverage() {
        return missing.isEmpty() ? "over all " + of : "over " + over() + " of " + of;
    }
}
