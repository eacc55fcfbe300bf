package org.ccache.bench.ratio;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one process measured, as it hands it to the process that started it.
 *
 * @param nanos nanoseconds per operation of each round, by workload and contender
 * @param skipped contenders that could not run, each with its reason
 * @param steal share of processor time that the hypervisor took meanwhile
 */
public record RatioSamples(Map<String, Map<String, double[]>> nanos, List<String> skipped, double steal) {

    /** Rounds of several processes one after the other, where a contender took part in all of them. */
    static Map<String, double[]> pooled(List<RatioSamples> forks, String workload) {
        Map<String, double[]> pooled = new LinkedHashMap<>();
        for (String contender : forks.getFirst().nanos().get(workload).keySet()) {
            pooled.put(
                    contender,
                    forks.stream()
                            .flatMapToDouble(
                                    f -> Arrays.stream(f.nanos().get(workload).get(contender)))
                            .toArray());
        }
        return pooled;
    }
}
