package org.ccache.bench.ratio;

import java.util.List;
import java.util.Map;

/**
 * What one process measured, as it hands it to the process that started it.
 *
 * @param nanos nanoseconds per operation of each round, by workload and arm
 * @param skipped arms that could not run, each with its reason
 * @param steal share of processor time that the hypervisor took meanwhile
 */
public record RatioSamples(Map<String, Map<String, double[]>> nanos, List<String> skipped, double steal) {}
