package org.ccache.bench.page;

import java.util.Locale;
import org.ccache.bench.measure.Units;
import org.ccache.bench.peer.PeerStats;

/** Numbers of the report's tables; a dash where there is none. */
final class Figures {
    static final String NONE = "–";

    private Figures() {}

    /** Nanoseconds without a unit, with about three digits. */
    static String nanos(double nanos) {
        if (Double.isNaN(nanos)) {
            return NONE;
        }
        return nanos < 1000 ? Units.nanos(nanos) : Units.count(Math.round(nanos));
    }

    static String bytes(double bytes) {
        return Double.isNaN(bytes) || bytes == PeerStats.UNKNOWN ? NONE : Units.bytes(Math.round(bytes));
    }

    static String count(double count) {
        return Double.isNaN(count) || count == PeerStats.UNKNOWN ? NONE : Units.count(Math.round(count));
    }

    static String count(long count) {
        return Units.count(count);
    }

    static String share(double share) {
        return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** A count and its noun. */
    static String counted(long count, String noun) {
        return Units.count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** What equal processes differ by, as a factor over 1. */
    static String resolution(double logarithm) {
        return Double.isNaN(logarithm)
                ? NONE
                : String.format(Locale.ROOT, "± %.1f %%", 100 * (Math.exp(logarithm) - 1));
    }

    /** Nanoseconds with the unit that fits. */
    static String latency(long nanos) {
        if (nanos < 1e3) {
            return nanos + " ns";
        }
        return nanos < 1e6 ? Units.micros(nanos) : Units.millis((double) nanos);
    }
}
