package org.ccache.bench.research;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Ratio;

/** Ratios of times of processes that ran in the same blocks, for verdicts. */
final class PairedRatios {
    /** The bootstrap of one block is an interval without width: it would make a verdict of chance. */
    static final int LEAST_BLOCKS = 3;

    private PairedRatios() {}

    /** Logarithms of the ratios of those that ran in the same block. */
    static <T> double[] logs(List<T> ones, List<T> others, ToIntFunction<T> block, ToDoubleFunction<T> time) {
        return ones.stream()
                .flatMapToDouble(one -> others.stream()
                        .filter(other -> block.applyAsInt(other) == block.applyAsInt(one))
                        .mapToDouble(other -> Math.log(time.applyAsDouble(one) / time.applyAsDouble(other))))
                .toArray();
    }

    /**
     * Geometric mean over the strata with its interval; null, so that nothing can be told, without strata or if one has
     * fewer than {@value #LEAST_BLOCKS} blocks.
     *
     * @param logs of the ratio of each block, by stratum
     */
    static Ratio of(List<double[]> logs, long seed) {
        return logs.isEmpty() || logs.stream().anyMatch(stratum -> stratum.length < LEAST_BLOCKS)
                ? null
                : new Bootstrap(seed).ofStrata(logs);
    }

    /**
     * Expects that one takes less time than another, by more than two equal processes differ.
     *
     * @param control the ratio of two equal ones; null, as the ratio may be, where too little was measured
     */
    static void checkFaster(String what, String than, Ratio ratio, Ratio control, Findings findings) {
        if (ratio == null || control == null) {
            findings.below(what + " below " + than, 1, null);
            return;
        }
        double resolution = Math.max(Math.abs(Math.log(control.low())), Math.abs(Math.log(control.high())));
        double bound = Math.exp(-resolution);
        findings.below(what + " below " + Figures.number(bound, 3) + " of " + than, bound, ratio);
    }
}
