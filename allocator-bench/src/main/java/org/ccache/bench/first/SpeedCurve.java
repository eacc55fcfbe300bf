package org.ccache.bench.first;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How fast operations were as time went by, in slices of 10 ms from the first operation on. The clock is read after
 * each chunk of operations, so that its own cost is in no figure; a chunk belongs to the slice in which it began.
 *
 * @param operations that were done, by slice
 * @param nanos that they took, by slice
 */
@SuppressWarnings("ArrayRecordComponent") // measured values that nobody compares as a whole
public record SpeedCurve(long[] operations, long[] nanos) {
    static final int SLICE_MILLIS = 10;

    private static final long SLICE_NANOS = SLICE_MILLIS * 1_000_000L;

    /**
     * Does chunks until the time is over.
     *
     * @param chunk does the next one, and says how many operations it had
     * @param clock in nanoseconds
     * @param millis how long, a multiple of the slices
     */
    static SpeedCurve of(IntSupplier chunk, LongSupplier clock, int millis) {
        long[] operations = new long[millis / SLICE_MILLIS];
        long[] nanos = new long[operations.length];
        long start = clock.getAsLong();
        long begun = start;
        for (long slice = 0; slice < operations.length; slice = (begun - start) / SLICE_NANOS) {
            int done = chunk.getAsInt();
            long now = clock.getAsLong();
            operations[(int) slice] += done;
            nanos[(int) slice] += now - begun;
            begun = now;
        }
        return new SpeedCurve(operations, nanos);
    }

    /** Nanoseconds of an operation between two times; NaN if no chunk began there. */
    double nanos(int fromMillis, int toMillis) {
        long done = 0;
        long took = 0;
        for (int slice = fromMillis / SLICE_MILLIS;
                slice < Math.min(operations.length, toMillis / SLICE_MILLIS);
                slice++) {
            done += operations[slice];
            took += nanos[slice];
        }
        return done == 0 ? Double.NaN : (double) took / done;
    }
}
