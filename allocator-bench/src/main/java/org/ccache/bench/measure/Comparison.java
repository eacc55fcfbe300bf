package org.ccache.bench.measure;

/**
 * Times of two builds from the same rounds; index i of each is of round i. Any unit.
 *
 * @param second of the second build
 * @param control of the second build, in other processes: its ratio to itself shows what cannot be told apart
 * @param first of the first build
 */
@SuppressWarnings("ArrayRecordComponent") // measured values that nobody compares as a whole
public record Comparison(double[] second, double[] control, double[] first, long seed) {

    /** Time of the second build over the first's; above 1 means slower. */
    public Ratio againstFirst() {
        return new Bootstrap(seed).ofPairs(second, first);
    }

    /** Time of the second build over its own. */
    public Ratio againstItself() {
        return new Bootstrap(seed).ofPairs(second, control);
    }

    /** Whether the whole interval is worse than what the control strays from 1 by. */
    public boolean slower() {
        Ratio itself = againstItself();
        double resolution = Math.max(Math.abs(itself.low() - 1), Math.abs(itself.high() - 1));
        return againstFirst().low() > 1 + resolution;
    }

    /** A table with a title. */
    public String markdown(String title) {
        Ratio ratio = againstFirst();
        Ratio itself = againstItself();
        return new Table(title, "rounds", "second ÷ first [95 %]", "A/A [95 %]", "verdict")
                .row(
                        "time",
                        Integer.toString(second.length),
                        ratio.toString(),
                        itself.toString(),
                        slower() ? "SLOWER" : "not slower within the A/A resolution")
                .toString();
    }
}
