package org.ccache.bench.measure;

/**
 * Somebody who takes part in a comparison.
 *
 * @param name as reports print it
 * @param subject what is timed
 * @param close gives everything back
 */
public record Contender<T>(String name, T subject, Runnable close) {
    public static final String OURS = "ccache";

    /** A second one of the same kind: the ratio of the two shows what the method can resolve. */
    public static final String CONTROL = "ccache (A/A)";
}
