package org.ccache.bench.workload.memory;

import java.util.List;
import java.util.Map;
import org.ccache.bench.peer.PeerStats;

/**
 * What one process of {@code footprint} measured: a line of its results.jsonl.
 *
 * @param variant of the workload, or empty
 * @param failure why there are no figures; empty if there are
 * @param operations allocations and frees
 * @param seconds from the baseline to the end
 * @param peakRequested largest requested bytes at a sample
 * @param peakResident highest residence of the process over the baseline, samples or not; -1 if the kernel does not say
 * @param minorFaults page faults without a read from disk, since the baseline
 * @param majorFaults page faults with one
 * @param figures of the workload's own, by name
 * @param stats of the allocator at the end
 */
public record Measurement(
        String workload,
        String variant,
        String peer,
        String failure,
        Scale settings,
        long operations,
        double seconds,
        long peakRequested,
        long peakResident,
        long minorFaults,
        long majorFaults,
        List<Sample> samples,
        Map<String, Double> figures,
        PeerStats stats) {

    /** A run that ended without figures. */
    public static Measurement failed(String workload, Scale settings, String peer, String why) {
        return new Measurement(
                workload,
                settings.variant(),
                peer,
                why,
                settings,
                0,
                0,
                0,
                -1,
                0,
                0,
                List.of(),
                Map.of(),
                PeerStats.NONE);
    }

    public boolean measured() {
        return failure.isEmpty();
    }

    /** Workload and variant in one word. */
    public String title() {
        return variant.isEmpty() ? workload : workload + " " + variant;
    }

    /** The last sample of a phase; null if it has none. */
    public Sample last(String phase) {
        Sample found = null;
        for (Sample sample : samples) {
            if (sample.phase().equals(phase)) {
                found = sample;
            }
        }
        return found;
    }

    /** A figure of the workload's own; NaN if it did not report it. */
    public double figure(String name) {
        return figures.getOrDefault(name, Double.NaN);
    }
}
