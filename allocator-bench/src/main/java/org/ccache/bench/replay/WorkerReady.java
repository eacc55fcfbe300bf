package org.ccache.bench.replay;

/**
 * First line of a worker.
 *
 * @param peer the allocator
 * @param program what the trace was recorded from
 * @param threads that replay it
 * @param operations allocations and frees of one pass over the trace
 * @param peakLiveBytes largest sum of requested sizes of live blocks
 */
public record WorkerReady(String peer, String program, int threads, long operations, long peakLiveBytes) {}
