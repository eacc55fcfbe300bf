package org.ccache.bench.measure;

import java.util.Locale;

/** Numbers as tables and sentences print them, in the same form everywhere; {@value #NONE} where there is none. */
public final class Figures {
    /** In the place of a number that is not known, was not measured, or cannot be computed. */
    public static final String NONE = "–";

    /** A count or a number of bytes that is not known. */
    public static final long UNKNOWN = -1;

    private static final double KIB = 1 << 10;
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    private Figures() {}

    /** So many digits behind the point. */
    public static String number(double value, int decimals) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Thousands are marked. */
    public static String count(long count) {
        return count == UNKNOWN ? NONE : String.format(Locale.ROOT, "%,d", count);
    }

    /** The whole number next to a median or a mean of counts. */
    public static String count(double count) {
        return Double.isNaN(count) ? NONE : count(Math.round(count));
    }

    /** A count and its noun. */
    public static String counted(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** In the unit that fits. */
    public static String bytes(long bytes) {
        if (bytes == UNKNOWN) {
            return NONE;
        }
        long size = Math.abs(bytes);
        if (size < KIB) {
            return bytes + " B";
        }
        if (size < MIB) {
            return number(bytes / KIB, 1) + " KiB";
        }
        return size < GIB ? number(bytes / MIB, 1) + " MiB" : number(bytes / GIB, 2) + " GiB";
    }

    public static String bytes(double bytes) {
        return Double.isNaN(bytes) ? NONE : bytes(Math.round(bytes));
    }

    /** For a column of KiB: without the unit. */
    public static String kib(double bytes) {
        return count(bytes / KIB);
    }

    public static String kib(long bytes) {
        return kib((double) bytes);
    }

    /** For a column of MiB: without the unit. */
    public static String mib(double bytes) {
        return number(bytes / MIB, 2);
    }

    public static String mib(long bytes) {
        return mib((double) bytes);
    }

    /** In percent. */
    public static String share(double share, int decimals) {
        return Double.isNaN(share) ? NONE : number(100 * share, decimals) + " %";
    }

    public static String share(double share) {
        return share(share, 1);
    }

    /** Of counts, of which the first may be unknown. */
    public static String share(long part, long all, int decimals) {
        return part == UNKNOWN || all == 0 ? NONE : share((double) part / all, decimals);
    }

    /** What equal processes differ by, as a factor over 1. */
    public static String resolution(double logarithm) {
        return Double.isNaN(logarithm) ? NONE : "± " + share(Math.exp(logarithm) - 1);
    }

    /** Null where too little was measured for one. */
    public static String ratio(Ratio ratio) {
        return ratio == null ? NONE : ratio.toString();
    }

    /** For a column of nanoseconds: without the unit, about three digits. */
    public static String nanos(double nanos) {
        return nanos < 1_000 ? number(nanos, 2) : count(nanos);
    }

    /** Nanoseconds, in the unit that fits. */
    public static String time(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return number(nanos / 1e3, 1) + " µs";
        }
        return nanos < 1_000_000_000 ? number(nanos / 1e6, 1) + " ms" : number(nanos / 1e9, 1) + " s";
    }

    /** Likewise with three digits: where a time is what was looked for. */
    public static String threeDigits(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return threeDigits(nanos / 1e3) + " µs";
        }
        return nanos < 1_000_000_000 ? threeDigits(nanos / 1e6) + " ms" : threeDigits(nanos / 1e9) + " s";
    }

    private static String threeDigits(double value) {
        return number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
    }
}
