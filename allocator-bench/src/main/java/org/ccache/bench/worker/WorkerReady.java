package org.ccache.bench.worker;

/**
 * First line of a worker.
 *
 * @param peer the allocator
 * @param operations allocations and frees of one pass over the trace
 */
public record WorkerReady(String peer, long operations) {}
