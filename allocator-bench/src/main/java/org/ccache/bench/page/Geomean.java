package org.ccache.bench.page;

import java.util.List;
import java.util.Locale;
import org.ccache.bench.measure.Ratio;

/**
 * Geometric mean over workloads of the product to a peer, with the interval over the rounds of each.
 *
 * @param whom the peer, or which one on each workload
 * @param of how many workloads the product's figures take part in
 * @param missing those of them that the peer has no figures of
 * @param leastRounds of any workload in it
 */
record Geomean(String whom, Ratio ratio, int of, List<String> missing, int leastRounds) {

    double value() {
        return ratio.value();
    }

    int over() {
        return of - missing.size();
    }

    /** In how many of how many workloads. */
    String coverage() {
        return missing.isEmpty() ? "over all " + of : "over " + over() + " of " + of;
    }

    /** A workload of one round says nothing of how far another round would be from it. */
    boolean hasInterval() {
        return leastRounds > 1;
    }

    /** With the interval, if there is one. */
    String text() {
        return hasInterval() ? ratio.toString() : String.format(Locale.ROOT, "%.3f", value());
    }
}
