package org.ccache.bench.workload.memory;

/**
 * How large a run is.
 *
 * @param variant of the workload, if it has some: threads of {@link ThreadsWorkload}; else empty
 * @param bytes requested bytes that are live when the workload is full
 * @param operations allocations and frees of a long run
 * @param idleSeconds watched after the work
 * @param seed of everything random
 */
public record Scale(String variant, long bytes, long operations, int idleSeconds, long seed) {

    public Scale {
        if (bytes < 1 << 16 || operations < 1 || idleSeconds < 0) {
            throw new IllegalArgumentException("bytes of at least 64 KiB, at least one operation and no negative time"
                    + " are wanted: " + bytes + ", " + operations + ", " + idleSeconds);
        }
    }

    /** What the report promises: 512 MiB at rest and budgets of an eighth of it, 1e8 operations, ten seconds. */
    public static Scale full() {
        return new Scale("", 512L << 20, 100_000_000, 10, 1);
    }

    /** Minutes instead of hours: nothing to publish. */
    public static Scale quick() {
        return new Scale("", 64L << 20, 2_000_000, 3, 1);
    }

    public Scale withVariant(String other) {
        return new Scale(other, bytes, operations, idleSeconds, seed);
    }
}
