package org.ccache.bench.footprint;

/** The samples that long runs have in common. */
final class LongRun {
    /** A sample while blocks are held and nothing runs. */
    static final String QUIET = "quiet";

    /** The sample after all was freed. */
    static final String EMPTY = "empty";

    /** Quiescent points of a run. */
    static final int POINTS = 20;

    private LongRun() {}

    /**
     * Mean overhead over the quiescent points of the second half, when the run has forgotten how it began: resident over
     * requested.
     */
    static double overhead(Measurement measurement) {
        double sum = 0;
        int points = 0;
        long all = measurement.samples().stream().filter(LongRun::quiet).count();
        long skip = all / 2;
        for (Sample sample : measurement.samples()) {
            if (quiet(sample) && skip-- <= 0) {
                sum += (double) sample.resident() / sample.requested();
                points++;
            }
        }
        return points == 0 ? Double.NaN : sum / points;
    }

    /** Highest residence at any time over the largest requested bytes at a sample. */
    static double peak(Measurement measurement) {
        return measurement.peakResident() < 0 || measurement.peakRequested() == 0
                ? Double.NaN
                : (double) measurement.peakResident() / measurement.peakRequested();
    }

    private static boolean quiet(Sample sample) {
        return sample.phase().equals(QUIET) && sample.requested() > 0;
    }
}
