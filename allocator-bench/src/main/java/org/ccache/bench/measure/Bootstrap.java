package org.ccache.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * Percentile bootstrap over rounds. In a round every peer ran once, in random order and back to
 * back, so that what disturbs the machine for longer than a round disturbs all of them; rounds are what is resampled,
 * never single measurements.
 *
 * <p>The seed is part of the report: the same measurements and seed give the same interval.
 */
public final class Bootstrap {
    private static final int RESAMPLES = 4_000;
    private static final double TAIL = 0.025;
    /** On a copy: evaluated in place it would sort the times and so tear the rounds apart. */
    private static final Quantile QUANTILE = Quantile.withDefaults().withCopy(true);

    private final long seed;

    public Bootstrap(long seed) {
        this.seed = seed;
    }

    /** Geometric mean over the rounds of ours[i] / theirs[i]. */
    public Ratio ofPairs(double[] ours, double[] theirs) {
        double[] logs = new double[requireSameLength(ours, theirs)];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Math.log(ours[i] / theirs[i]);
        }
        RandomGenerator random = generator();
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < logs.length; i++) {
                sum += logs[random.nextInt(logs.length)];
            }
            means[r] = Math.exp(sum / logs.length);
        }
        return interval(Math.exp(Arrays.stream(logs).average().orElseThrow()), means);
    }

    /**
     * Geometric mean over strata of the geometric mean over each stratum's rounds. A round is resampled among those of
     * its own stratum, so that each stratum has the same weight however many rounds it has.
     *
     * @param logs of the ratio of each round, by stratum; none is empty
     */
    public Ratio ofStrata(List<double[]> logs) {
        double estimate = 0;
        for (double[] stratum : logs) {
            estimate += Arrays.stream(stratum).average().orElseThrow();
        }
        RandomGenerator random = generator();
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (double[] stratum : logs) {
                double drawn = 0;
                for (int i = 0; i < stratum.length; i++) {
                    drawn += stratum[random.nextInt(stratum.length)];
                }
                sum += drawn / stratum.length;
            }
            means[r] = Math.exp(sum / logs.size());
        }
        return interval(Math.exp(estimate / logs.size()), means);
    }

    /** Ratio of the same quantile of both, resampling whole rounds. {@code 0.5} compares medians. */
    public Ratio ofQuantiles(double[] ours, double[] theirs, double probability) {
        int rounds = requireSameLength(ours, theirs);
        RandomGenerator random = generator();
        double[] ratios = new double[RESAMPLES];
        double[] a = new double[rounds];
        double[] b = new double[rounds];
        for (int r = 0; r < RESAMPLES; r++) {
            for (int i = 0; i < rounds; i++) {
                int round = random.nextInt(rounds);
                a[i] = ours[round];
                b[i] = theirs[round];
            }
            ratios[r] = quantile(a, probability) / quantile(b, probability);
        }
        return interval(quantile(ours, probability) / quantile(theirs, probability), ratios);
    }

    /**
     * Geometric mean of ours over that of theirs, where the two were not measured in the same rounds: each is resampled
     * by itself. What disturbed the machine in one of the two is in the ratio.
     */
    public Ratio ofGroups(double[] ours, double[] theirs) {
        if (ours.length == 0 || theirs.length == 0) {
            throw new IllegalArgumentException("two groups are wanted: " + ours.length + " and " + theirs.length);
        }
        RandomGenerator random = generator();
        double[] ratios = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            ratios[r] = Math.exp(resampledMeanLog(ours, random) - resampledMeanLog(theirs, random));
        }
        double estimate = Math.exp(Arrays.stream(ours).map(Math::log).average().orElseThrow()
                - Arrays.stream(theirs).map(Math::log).average().orElseThrow());
        return interval(estimate, ratios);
    }

    private static double resampledMeanLog(double[] values, RandomGenerator random) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += Math.log(values[random.nextInt(values.length)]);
        }
        return sum / values.length;
    }

    /** Quantile by linear interpolation; does not change {@code values}. */
    public static double quantile(double[] values, double probability) {
        return QUANTILE.evaluate(values, probability);
    }

    private static Ratio interval(double estimate, double[] resampled) {
        double[] ends = QUANTILE.evaluate(resampled, TAIL, 1 - TAIL);
        return new Ratio(estimate, ends[0], ends[1]);
    }

    private RandomGenerator generator() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static int requireSameLength(double[] ours, double[] theirs) {
        if (ours.length != theirs.length || ours.length == 0) {
            throw new IllegalArgumentException(
                    "rounds must be paired and not empty: " + ours.length + " and " + theirs.length);
        }
        return ours.length;
    }
}
