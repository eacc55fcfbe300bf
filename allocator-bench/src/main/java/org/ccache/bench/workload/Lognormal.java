package org.ccache.bench.workload;

import java.util.random.RandomGenerator;

/** Sizes whose logarithm is normal, cut off at both ends. */
public final class Lognormal {
    private final double sigma;
    private final double scale;
    private final int least;
    private final int most;

    /**
     * @param sigma standard deviation of the logarithm
     * @param scale median, in bytes
     */
    public Lognormal(double sigma, double scale, int least, int most) {
        this.sigma = sigma;
        this.scale = scale;
        this.least = least;
        this.most = most;
    }

    /** Draws one. */
    public int next(RandomGenerator random) {
        double size = scale * Math.exp(sigma * random.nextGaussian());
        return (int) Math.clamp(size, least, most);
    }
}
