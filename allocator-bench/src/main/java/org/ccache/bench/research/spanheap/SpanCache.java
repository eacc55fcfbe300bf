package org.ccache.bench.research.spanheap;

import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;

/** Where heaps get whole spans and give them back. */
public enum SpanCache {
    /** A cache for each thread: the tcache's largest size class. */
    BY_THREAD("by thread", FrontEnd.TCACHE, 0),
    /** A cache for each concurrency index: the ccache's largest size class. */
    BY_INDEX("by index", FrontEnd.CCACHE, 0),
    /**
     * None: a byte more than the largest class whose blocks share slabs, and at an alignment that no other class has,
     * so that each span comes from the arena and goes there (80 KiB).
     */
    NONE("none", FrontEnd.TCACHE, 1);

    private static final int UNIT_BYTES = 16 << 10;
    private static final int UNCACHED_ALIGNMENT = 2 * UNIT_BYTES;

    private final String words;
    private final FrontEnd frontEnd;
    private final int more;

    SpanCache(String words, FrontEnd frontEnd, int more) {
        this.words = words;
        this.frontEnd = frontEnd;
        this.more = more;
    }

    /** As tables print it. */
    public String words() {
        return words;
    }

    FrontEnd frontEnd() {
        return frontEnd;
    }

    /** What a span takes of the allocator: the arena hands out units of 16 KiB. */
    long spanBytes() {
        return more == 0 ? HeapSpan.BYTES : HeapSpan.BYTES + UNIT_BYTES;
    }

    /** Thread-safe, as the allocator is; the bytes are as the last user left them. */
    HeapSpan take(CcacheAllocator allocator) {
        return new HeapSpan(
                more == 0
                        ? allocator.allocate(HeapSpan.BYTES)
                        : allocator.allocate(HeapSpan.BYTES + more, UNCACHED_ALIGNMENT));
    }

    /** The span must not be used any more. */
    void give(CcacheAllocator allocator, HeapSpan span) {
        allocator.free(span.address());
    }
}
