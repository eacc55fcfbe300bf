package org.ccache.bench.measure;

/**
 * Where the ratio is found that a promise is about: of the same quantile of our times and of theirs.
 *
 * @param scenario under which samples are kept
 * @param theirs the arm that ours is compared with
 * @param quantile 0.1 where what is compared is code and a noisy neighbour's share has to be kept out, 0.5 otherwise
 */
public record PromisedRatio(Promise promise, String scenario, String theirs, double quantile) {}
