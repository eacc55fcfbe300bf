package org.ccache.bench.research.spanheap;

import org.ccache.allocator.CcacheAllocator;

/**
 * One thread's heap: for each size class spans with room, the one in use first. A span whose last block is freed goes
 * back to the cache unless it is the one in use: that one, and spans partly used, stay bound to the thread whatever the
 * cache is. Not thread-safe; blocks are freed by the thread that allocated them.
 */
final class SpanHeap {
    /** Powers of two from 64 B to 8 KiB. */
    static final int CLASSES = 8;

    private static final int LEAST_SHIFT = 6;

    private final CcacheAllocator allocator;
    private final SpanCache cache;
    private final HeapSpan[] withRoom = new HeapSpan[CLASSES];
    private int held;
    private long taken;

    SpanHeap(CcacheAllocator allocator, SpanCache cache) {
        this.allocator = allocator;
        this.cache = cache;
    }

    static int blockBytes(int sizeClass) {
        return 1 << (LEAST_SHIFT + sizeClass);
    }

    /**
     * The span from which the next {@link HeapSpan#allocate} of a class is served; to be followed by
     * {@link #allocated}.
     */
    HeapSpan span(int sizeClass) {
        HeapSpan span = withRoom[sizeClass];
        if (span != null) {
            return span;
        }
        span = cache.take(allocator).cutInto(blockBytes(sizeClass));
        held++;
        taken++;
        withRoom[sizeClass] = span;
        return span;
    }

    /** After a block of the span in use was allocated: a full one leaves the list. */
    void allocated(int sizeClass, HeapSpan span) {
        if (span.full()) {
            unlink(sizeClass, span);
        }
    }

    void free(int sizeClass, HeapSpan span, long block) {
        boolean wasFull = span.full();
        span.free(block);
        if (wasFull) {
            link(sizeClass, span);
        }
        if (span.empty() && span != withRoom[sizeClass]) {
            unlink(sizeClass, span);
            give(span);
        }
    }

    /** Gives back the spans in use, once all blocks are freed. */
    void close() {
        for (int c = 0; c < CLASSES; c++) {
            for (HeapSpan span = withRoom[c]; span != null; span = withRoom[c]) {
                if (!span.empty()) {
                    throw new IllegalStateException("a span still has " + span.usedBytes() + " bytes of blocks");
                }
                unlink(c, span);
                give(span);
            }
        }
    }

    /** Spans that this heap has now. */
    int held() {
        return held;
    }

    /** Spans taken from the cache so far. */
    long taken() {
        return taken;
    }

    private void give(HeapSpan span) {
        held--;
        cache.give(allocator, span);
    }

    /** Behind the one in use, which is not changed while it has room. */
    private void link(int sizeClass, HeapSpan span) {
        HeapSpan first = withRoom[sizeClass];
        if (first == null) {
            withRoom[sizeClass] = span;
            return;
        }
        span.previous = first;
        span.next = first.next;
        if (first.next != null) {
            first.next.previous = span;
        }
        first.next = span;
    }

    private void unlink(int sizeClass, HeapSpan span) {
        if (span.previous == null) {
            withRoom[sizeClass] = span.next;
        } else {
            span.previous.next = span.next;
        }
        if (span.next != null) {
            span.next.previous = span.previous;
        }
        span.previous = null;
        span.next = null;
    }
}
