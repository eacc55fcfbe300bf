package org.ccache.bench.worker;

/**
 * One round of a worker.
 *
 * @param passes over the trace
 * @param nanos of all passes together
 * @param verified blocks whose contents were checked at free
 * @param wrong those of them whose contents had changed
 */
public record RoundResult(int passes, long nanos, long verified, long wrong) {

    /** Nanoseconds of one pass. */
    public double nanosPerPass() {
        return (double) nanos / passes;
    }
}
