package org.ccache.bench.measure;

/**
 * What takes turns in the {@link Rounds} of a comparison: a peer, the product a second time as the control, a loop.
 *
 * @param name as reports print it
 * @param subject what is timed
 * @param close gives everything back
 */
public record Arm<T>(String name, T subject, Runnable close) {
    public static final String OURS = "ccache";

    /** A second one of the same kind: the ratio of the two shows what the method can resolve. */
    public static final String CONTROL = "ccache (A/A)";
}
