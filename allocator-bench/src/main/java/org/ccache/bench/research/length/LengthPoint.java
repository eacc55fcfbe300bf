package org.ccache.bench.research.length;

/**
 * What sequences of one length met, all workers together.
 *
 * @param nanos length
 * @param calls made
 * @param unaborted calls that met no abort
 * @param completed calls that committed, sooner or later
 * @param aborts of all calls, those that gave up included
 * @param cpuNanos processor time of the workers meanwhile
 * @param counted by the counter: as many as completed, or sequences are broken
 */
public record LengthPoint(
        long nanos, long calls, long unaborted, long completed, long aborts, long cpuNanos, long counted) {

    /** Passes through the sequence: each ends with the commit or with an abort. */
    public long attempts() {
        return completed + aborts;
    }

    /** Share of the attempts that committed; NaN without any. */
    public double success() {
        return (double) completed / attempts();
    }

    /** Aborts for each call that committed; infinite if none did. */
    public double restarts() {
        return (double) aborts / completed;
    }
}
