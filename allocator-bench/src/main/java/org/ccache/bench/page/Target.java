package org.ccache.bench.page;

/**
 * What the project promised about a run, and whether it is kept.
 *
 * @param what the promise
 * @param figure the number that decides, with its circumstances
 */
record Target(String what, String figure, boolean kept) {

    String word() {
        return kept ? "kept" : "NOT KEPT";
    }
}
