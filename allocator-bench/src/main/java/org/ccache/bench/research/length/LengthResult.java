package org.ccache.bench.research.length;

import java.util.List;

/**
 * What one process found.
 *
 * @param mode which index the sequence used
 * @param workers threads that ran sequences, one on each allowed CPU
 * @param nanosPerRound of the loop inside the sequence, undisturbed
 */
public record LengthResult(
        LengthSettings settings, String mode, int workers, double nanosPerRound, List<LengthPoint> points) {
    private static final long SHORTEST = 10_000;
    private static final long LONGEST = 300_000;

    /**
     * Events a second of running, from lengths that spend nearly all time inside and are aborted by nearly each event,
     * and are still far shorter than the time between two; NaN if nothing was aborted.
     */
    public double eventsPerSecond() {
        long aborts = 0;
        long nanos = 0;
        for (LengthPoint point : points) {
            if (point.nanos() >= SHORTEST && point.nanos() <= LONGEST) {
                aborts += point.aborts();
                nanos += point.cpuNanos();
            }
        }
        return aborts == 0 ? Double.NaN : aborts / (nanos / 1e9);
    }

    /**
     * The first length at which fewer than half of the attempts commit, between the one tried before and itself; else
     * NaN.
     */
    public double halfLife() {
        LengthPoint before = points.getFirst();
        for (LengthPoint point : points) {
            if (point.success() < 0.5) {
                return Math.sqrt((double) before.nanos() * point.nanos());
            }
            before = point;
        }
        return Double.NaN;
    }

    /** The shortest length from which on no call committed; -1 if the longest still did. */
    public long starvation() {
        long from = -1;
        for (LengthPoint point : points) {
            if (point.completed() > 0) {
                from = -1;
            } else if (from < 0) {
                from = point.nanos();
            }
        }
        return from;
    }

    /** Share of attempts that commit when events come at random, independent of each other (Poisson). */
    public static double atRandom(double nanos, double eventsPerSecond) {
        return Math.exp(-nanos / 1e9 * eventsPerSecond);
    }

    /**
     * The same when they come at equal distances, as time slices end: as many fit as go into one whole, and each slice
     * ends in one that does not; none if it is longer than a slice.
     */
    public static double bySlices(double nanos, double eventsPerSecond) {
        double fit = Math.floor(1e9 / eventsPerSecond / nanos);
        return fit / (fit + 1);
    }
}
