package org.ccache.bench.measure;

/**
 * A promise held against what was measured. A limit is kept by the estimate, whatever its interval.
 *
 * @param which of several things that the promise is about; empty if it is about one
 * @param value NaN if it was not measured
 * @param figure the value as tables print it, with its circumstances
 */
public record Judgement(Promise promise, String which, double value, String figure) {

    public String what() {
        return which.isEmpty() ? promise.what() : promise.what() + ", " + which;
    }

    public boolean measured() {
        return !Double.isNaN(value);
    }

    public boolean broken() {
        return value > promise.limit();
    }

    public String word() {
        if (!measured()) {
            return "not measured";
        }
        return broken() ? "NOT KEPT" : "kept";
    }
}
