package org.ccache.bench.measure;

import java.util.Locale;

/**
 * A ratio of times with its 95 % confidence interval.
 *
 * @param value the estimate; below 1 means that the first of the two is faster
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Ratio(double value, double low, double high) {

    /** Whether the interval holds 1: no difference was shown. An A/A control must say yes. */
    public boolean includesOne() {
        return low <= 1 && 1 <= high;
    }

    /** Half the interval relative to the estimate: differences below this cannot be seen. */
    public double resolution() {
        return (high - low) / (2 * value);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
    }
}
