package org.ccache.bench.suite;

/**
 * Whether a process is warm, looked at again and again: since the last look the JVM's compilers have used less than a
 * twentieth of a processor, and its memory has not grown noticeably beyond what it was at its highest. Without the one
 * those win that have the least Java to compile; without the other a workload of large blocks measures first touches of
 * pages.
 */
final class Warmth {
    private static final double COMPILERS_SHARE = 0.05;
    private static final long GROWTH_DIVISOR = 50; // a fiftieth
    private static final long GROWTH_BYTES = 1 << 20; // of small processes: the JVM's own memory moves by as much

    private long nanoTime;
    private long compilerNanos;
    private long highestBytes;

    /**
     * Begins.
     *
     * @param compilerNanos processor time of the compilers up to now
     * @param highestBytes highest residence up to now
     */
    Warmth(long nanoTime, long compilerNanos, long highestBytes) {
        this.nanoTime = nanoTime;
        this.compilerNanos = compilerNanos;
        this.highestBytes = highestBytes;
    }

    /** Looks, and begins anew. */
    boolean warm(long nanoTime, long compilerNanos, long highestBytes) {
        boolean rest = compilerNanos - this.compilerNanos < (nanoTime - this.nanoTime) * COMPILERS_SHARE;
        boolean steady = highestBytes - this.highestBytes <= Math.max(GROWTH_BYTES, this.highestBytes / GROWTH_DIVISOR);
        this.nanoTime = nanoTime;
        this.compilerNanos = compilerNanos;
        this.highestBytes = highestBytes;
        return rest && steady;
    }
}
