package org.ccache.bench.research.percpu;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Latency;

/**
 * What one process measured, as it hands it to the process that started it.
 *
 * @param nanos nanoseconds per operation of each turn, by scenario and arm
 * @param refused operations refused and tried again, by scenario and arm
 * @param latencies encoded histograms, by what they are of and ring
 * @param steal share of processor time that the hypervisor took meanwhile
 */
public record PerCpuSamples(
        Map<String, Map<String, double[]>> nanos,
        Map<String, Map<String, Long>> refused,
        Map<String, Map<String, String>> latencies,
        double steal) {

    static long refused(List<PerCpuSamples> forks, String scenario, String arm) {
        return forks.stream().mapToLong(f -> f.refused().get(scenario).get(arm)).sum();
    }

    static Histogram latency(List<PerCpuSamples> forks, String what, String ring) {
        Histogram sum = Latency.histogram();
        forks.forEach(f -> sum.add(Latency.decode(f.latencies().get(what).get(ring))));
        return sum;
    }
}
