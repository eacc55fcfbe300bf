package org.ccache.bench.measure;

/**
 * Times of two builds from the same blocks; index i of each is of block i. Any unit.
 *
 * @param current of this build
 * @param control of this build, in other processes: its ratio to the first shows what cannot be told apart
 * @param baseline of the other build
 */
@SuppressWarnings("ArrayRecordComponent") // measured values that nobody compares as a whole
public record Comparison(double[] current, double[] control, double[] baseline, long seed) {

    /** Time of this build over the other's; above 1 means slower. */
    public Ratio againstBaseline() {
        return new Bootstrap(seed).ofPairs(current, baseline);
    }

    /** Time of this build over its own. */
    public Ratio againstItself() {
        return new Bootstrap(seed).ofPairs(current, control);
    }

    /** Whether the whole interval is worse than what the control strays from 1 by. */
    public boolean slower() {
        Ratio itself = againstItself();
        double resolution = Math.max(Math.abs(itself.low() - 1), Math.abs(itself.high() - 1));
        return againstBaseline().low() > 1 + resolution;
    }

    /** A table with a title. */
    public String markdown(String title) {
        Ratio ratio = againstBaseline();
        Ratio itself = againstItself();
        return new Table(title, "blocks", "current ÷ baseline [95 %]", "A/A [95 %]", "verdict")
                .row(
                        "time",
                        Integer.toString(current.length),
                        ratio.toString(),
                        itself.toString(),
                        slower() ? "SLOWER" : "not slower within the A/A resolution")
                .toString();
    }
}
