package org.ccache.bench.research.fill;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.CcacheAllocator;

/** Which blocks a fill takes, and what a cache may keep of them. */
public enum Shape {
    SMALL("64 B", 64),
    MEDIUM("1 KiB", 1024),
    /** What the document's demonstration takes first: a span of its 64 KiB, less its header. */
    SPAN("64,512 B", 64_512),
    /** All size classes whose blocks share slabs, one after another. */
    CLASSES("all classes", 0);

    private static final long MAX_SIZE = 64 << 10; // largest shared class

    // The shape of a magazine, as docs/design.md and the allocator's Capacities have it.
    private static final long MAGAZINE_BYTES = 256 << 10;
    private static final long MAGAZINE_BYTES_OF_LONG = 1 << 20; // where 64 blocks are more than MAGAZINE_BYTES
    private static final long MAGAZINE_LONG = 64;
    private static final long MAGAZINE_BLOCKS = 768;
    private static final long MAGAZINE_BYTES_OF_TINY = 64 << 10; // where that is more than MAGAZINE_BLOCKS
    private static final long FIRST_STEP_BYTES = 4 << 10;
    private static final long FIRST_STEP_BLOCKS = 16;

    private final String words;
    private final long size;

    Shape(String words, long size) {
        this.words = words;
        this.size = size;
    }

    /** As tables print it. */
    public String words() {
        return words;
    }

    /** Sizes asked for, one for each class. */
    public List<Long> sizes(CcacheAllocator allocator) {
        if (size > 0) {
            return List.of(size);
        }
        List<Long> sizes = new ArrayList<>();
        for (long block = allocator.blockSize(1); block <= MAX_SIZE; block = allocator.blockSize(block + 1)) {
            sizes.add(block);
        }
        return sizes;
    }

    /**
     * Most bytes that the caches of some indexes may keep of this shape: full magazines, but no more than the budget
     * and the first step of each magazine, which is granted whatever the budget.
     */
    public long bound(CcacheAllocator allocator, int indexes, long budget) {
        long full = 0;
        long first = 0;
        for (long asked : sizes(allocator)) {
            long block = allocator.blockSize(asked);
            long bytes = Math.clamp(MAGAZINE_LONG * block, MAGAZINE_BYTES, MAGAZINE_BYTES_OF_LONG);
            full += block * Math.min(bytes / block, Math.max(MAGAZINE_BLOCKS, MAGAZINE_BYTES_OF_TINY / block));
            first += block * Math.clamp(FIRST_STEP_BYTES / block, 2, FIRST_STEP_BLOCKS);
        }
        return Math.min(indexes * full, budget + indexes * first);
    }
}
