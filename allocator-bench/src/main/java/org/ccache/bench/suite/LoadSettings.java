package org.ccache.bench.suite;

/**
 * What a measuring process is told.
 *
 * @param block number of the block of processes it belongs to
 * @param seed of everything random: the same for all peers of a block
 * @param warmUpMillis least, from the first operation to the window
 * @param windowMillis measured
 */
public record LoadSettings(String workload, String peer, int block, long seed, long warmUpMillis, long windowMillis) {}
