package org.ccache.allocator.arena;

/**
 * How much free memory may stay dirty: what became dirty goes back over the delay along a smooth step, so that a burst
 * of frees is not followed by a burst of purges, and what is used again soon costs nothing. (jemalloc's decay.)
 *
 * <pre>
 *   share that may stay   1 |----.
 *                           |     \
 *                         0 |      '----
 *                           0  age    delay
 * </pre>
 *
 * <p>Time goes by in epochs of an eighth of the delay. Guarded by the purge lock.
 */
final class Decay {
    static final int EPOCHS = 8;

    private final long epochNanos;
    private final long[] backlog = new long[EPOCHS]; // units that became dirty, by age in epochs, the youngest first
    private boolean started;
    private long epochStart;
    private long kept; // dirty units as of the last epoch's end, less what was purged since
    private long pending; // due, but not purged yet

    /** For a delay in nanoseconds above 0. */
    Decay(long delayNanos) {
        this.epochNanos = Math.max(1, delayNanos / EPOCHS);
    }

    /**
     * Units to purge now.
     *
     * @param now nanoseconds, of the clock whose origin does not matter
     * @param dirty units that are dirty now
     */
    long due(long now, long dirty) {
        if (!started) {
            started = true;
            epochStart = now;
        }
        long passed = Math.max(0, (now - epochStart) / epochNanos);
        if (passed == 0) {
            return Math.min(pending, dirty);
        }
        epochStart += passed * epochNanos;
        int shift = (int) Math.min(passed, EPOCHS);
        System.arraycopy(backlog, 0, backlog, shift, EPOCHS - shift);
        for (int i = 0; i < shift; i++) {
            backlog[i] = 0;
        }
        // All that is new counts as of the youngest of the epochs that have passed.
        backlog[0] = Math.max(0, dirty - kept);
        double allowed = 0;
        for (int i = 0; i < EPOCHS; i++) {
            allowed += backlog[i] * share((i + 1) / (double) EPOCHS);
        }
        kept = dirty;
        pending = Math.max(0, dirty - (long) allowed);
        return pending;
    }

    /** Units were purged, for whatever reason: what comes after that is new. */
    void purged(long units) {
        kept = Math.max(0, kept - units);
        pending = Math.max(0, pending - units);
    }

    /** The share that may stay at an age, both from 0 to 1. */
    static double share(double age) {
        double x = Math.clamp(age, 0.0, 1.0);
        return 1 - x * x * x * (10 - x * (15 - 6 * x));
    }
}
