package org.ccache.bench.measure;

import java.util.Locale;
import org.ccache.bench.peer.PeerStats;

/** Numbers as reports print them. */
public final class Units {

    private Units() {}

    /** Bytes in the unit that fits, {@code n/a} where unknown. */
    public static String bytes(long bytes) {
        if (bytes == PeerStats.UNKNOWN) {
            return "n/a";
        }
        if (Math.abs(bytes) < 1 << 10) {
            return bytes + " B";
        }
        if (Math.abs(bytes) < 1 << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        }
        if (Math.abs(bytes) < 1 << 30) {
            return String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
        }
        return String.format(Locale.ROOT, "%.2f GiB", bytes / (1024.0 * 1024 * 1024));
    }

    /** A count with thousands marked, {@code n/a} where unknown. */
    public static String count(long count) {
        return count == PeerStats.UNKNOWN ? "n/a" : String.format(Locale.ROOT, "%,d", count);
    }

    /** A share of {@code all} in percent, {@code n/a} where unknown. */
    public static String share(long part, long all) {
        return part == PeerStats.UNKNOWN || all == 0
                ? "n/a"
                : String.format(Locale.ROOT, "%.3f %%", 100.0 * part / all);
    }

    public static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    public static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.1f µs", nanos / 1e3);
    }

    public static String nanos(double nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos);
    }
}
