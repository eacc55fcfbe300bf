package org.ccache.bench.replay;

import java.util.List;

/**
 * One round of a replay.
 *
 * @param peer name of the peer
 * @param program what the trace was recorded from
 * @param mode what was stamped and verified
 * @param threads threads that replayed
 * @param operations calls of the allocator
 * @param wallNanos from the first thread's start to the last one's end
 * @param cpuNanos processor time of all threads, waiting by spinning included
 * @param waitNanos time all threads together spent waiting for each other's blocks or for the window; 0 with one thread
 * @param waits how often a thread had to wait
 * @param peakLiveBytes largest sum of requested sizes of live blocks, in recorded order
 * @param failures blocks found changed before their release
 * @param firstFailures the first of them, a few per thread
 */
public record ReplayResult(
        String peer,
        String program,
        StampMode mode,
        int threads,
        long operations,
        long wallNanos,
        long cpuNanos,
        long waitNanos,
        long waits,
        long peakLiveBytes,
        long failures,
        List<StampFailure> firstFailures) {

    /** Copies the list. */
    public ReplayResult {
        firstFailures = List.copyOf(firstFailures);
    }

    /** Wall time per operation. */
    public double nanosPerOperation() {
        return operations == 0 ? 0 : (double) wallNanos / operations;
    }

    /** Processor time per operation: with more threads than processors the steadier figure. */
    public double cpuNanosPerOperation() {
        return operations == 0 ? 0 : (double) cpuNanos / operations;
    }

    /** True if nothing was found changed. Says nothing in mode {@link StampMode#NONE}. */
    public boolean clean() {
        return failures == 0;
    }
}
