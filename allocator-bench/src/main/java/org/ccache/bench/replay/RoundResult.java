package org.ccache.bench.replay;

/**
 * One round of a worker: some passes over its trace.
 *
 * @param mode what was written to each block and verified at free
 * @param passes over the trace
 * @param wallNanos of all passes together
 * @param cpuNanos of all threads in all passes
 * @param verified blocks whose contents were checked at free
 * @param wrong those of them whose contents had changed
 */
public record RoundResult(StampMode mode, int passes, long wallNanos, long cpuNanos, long verified, long wrong) {

    /** Wall time of one pass, in nanoseconds. */
    public double nanosPerPass() {
        return (double) wallNanos / passes;
    }
}
