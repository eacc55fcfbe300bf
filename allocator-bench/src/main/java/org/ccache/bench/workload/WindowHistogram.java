package org.ccache.bench.workload;

import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Latency;

/**
 * Latencies of the measured window. One thread records; when the window begins, another gives it a new histogram. The
 * recording thread may then still be in the old one, which nobody reads: so each histogram has one writer and no lock.
 */
public final class WindowHistogram {
    private volatile Histogram histogram = Latency.histogram();

    /** Adds a latency. */
    public void record(long nanos) {
        Latency.record(histogram, nanos);
    }

    /** Forgets what was recorded. */
    public void windowBegins() {
        histogram = Latency.histogram();
    }

    /** What was recorded; asked for when the recording thread has ended. */
    public Histogram histogram() {
        return histogram;
    }
}
