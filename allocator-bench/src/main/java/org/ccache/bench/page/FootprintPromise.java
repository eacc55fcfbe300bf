package org.ccache.bench.page;

/**
 * A promise beside what was measured.
 *
 * @param text what is promised
 * @param limit highest value that keeps it
 * @param value NaN if not measured
 */
record FootprintPromise(String text, double limit, double value) {

    String verdict() {
        if (Double.isNaN(value)) {
            return "not measured";
        }
        return value <= limit ? "kept" : "NOT KEPT";
    }

    boolean broken() {
        return value > limit;
    }
}
