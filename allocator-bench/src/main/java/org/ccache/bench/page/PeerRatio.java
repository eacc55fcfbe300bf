package org.ccache.bench.page;

import org.ccache.bench.measure.Ratio;

/**
 * The product to a peer on one workload; below 1 the product is better.
 *
 * @param blocks that both have
 */
record PeerRatio(String peer, Ratio ratio, int blocks, Difference difference) {}
