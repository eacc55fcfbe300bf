package org.ccache.bench.research.spanheap;

/**
 * What a process is told.
 *
 * @param threads that work at the same time, each with a heap of its own
 * @param warmUpCycles of each thread before the timed ones
 * @param cycles of all threads together: each allocates some blocks and frees them all
 */
public record SpanHeapSettings(SpanCache cache, int threads, int warmUpCycles, int cycles) {}
