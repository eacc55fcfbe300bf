package org.ccache.bench.page;

import java.util.Locale;
import org.ccache.bench.measure.Ratio;

/**
 * The product to a peer on one workload; below 1 the product is better.
 *
 * @param rounds that both have
 */
record PeerRatio(String peer, Ratio ratio, int rounds, Difference difference) {
    /** Rounds from which on an interval says more than the two numbers themselves. */
    private static final int INTERVAL_ROUNDS = 3;

    double value() {
        return ratio.value();
    }

    boolean hasInterval() {
        return rounds >= INTERVAL_ROUNDS;
    }

    /** With the interval, if there is one. */
    String text() {
        return hasInterval() ? ratio.toString() : String.format(Locale.ROOT, "%.3f", value());
    }
}
