package org.ccache.bench.measure;

/**
 * Something that the project promises: that a figure is not above a limit. All of them are in {@link Promises}.
 *
 * @param what the figure, as tables print it
 * @param limit highest value that keeps the promise
 * @param source the document that says so
 * @param command that measures it
 */
public record Promise(String what, double limit, String source, String command) {

    public Judgement of(double value, String figure) {
        return new Judgement(this, "", value, figure);
    }

    /** Held against a ratio; null if it could not be measured. */
    public Judgement of(Ratio ratio) {
        return of(ratio == null ? Double.NaN : ratio.value(), Figures.ratio(ratio));
    }
}
