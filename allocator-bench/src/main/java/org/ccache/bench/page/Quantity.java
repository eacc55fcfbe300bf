package org.ccache.bench.page;

/** What is compared. Less is better in both. */
enum Quantity {
    /** Nanoseconds of an operation: wall time, or processor time where the rate is fixed. */
    TIME("time", "faster", "slower"),
    /** Growth of the process in bytes, without what the JVM itself grows by. */
    MEMORY("memory", "smaller", "larger");

    private final String word;
    private final String better;
    private final String worse;

    Quantity(String word, String better, String worse) {
        this.word = word;
        this.better = better;
        this.worse = worse;
    }

    String word() {
        return word;
    }

    String better() {
        return better;
    }

    String worse() {
        return worse;
    }
}
