package org.ccache.bench.research.spanheap;

/**
 * What one process measured. Memory is at rest: all blocks are freed, and all threads are alive and parked.
 *
 * @param nanosPerOperation of a processor: wall time × processors kept busy ÷ allocations and frees
 * @param spansTaken from the cache by all heaps, warm-up included
 * @param cached bytes of whole spans in caches
 * @param bound most bytes that caches of all indexes may keep of spans
 * @param depot bytes of whole spans in depots
 * @param threadBound bytes of spans in the threads' heaps
 * @param resident bytes of the allocator, metadata included
 */
public record SpanHeapResult(
        SpanHeapSettings settings,
        String mode,
        int indexes,
        double nanosPerOperation,
        long spansTaken,
        long cached,
        long bound,
        long depot,
        long threadBound,
        long resident,
        long refills,
        long flushes,
        long aborts) {}
