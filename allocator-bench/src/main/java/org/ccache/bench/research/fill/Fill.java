package org.ccache.bench.research.fill;

import org.ccache.allocator.CcacheAllocator;

/** One thread's fill: in each size as many blocks as fit the same number of bytes, one at least. Not thread-safe. */
public final class Fill {
    private final CcacheAllocator allocator;
    private final long[] sizes;
    private final long bytes;
    private final long[][] blocks;

    /** @param bytes asked for in each size of the shape */
    public Fill(CcacheAllocator allocator, Shape shape, long bytes) {
        this.allocator = allocator;
        this.sizes = shape.sizes(allocator).stream().mapToLong(Long::longValue).toArray();
        this.bytes = bytes;
        this.blocks = new long[sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            blocks[i] = new long[(int) Math.max(1, bytes / sizes[i])];
        }
    }

    /** Bytes asked for in each size. */
    public long bytes() {
        return bytes;
    }

    /** Allocates all blocks and writes every byte of each. */
    public void allocate() {
        for (int i = 0; i < sizes.length; i++) {
            for (int b = 0; b < blocks[i].length; b++) {
                blocks[i][b] = allocator.allocate(sizes[i]);
                allocator.segment(blocks[i][b], sizes[i]).fill((byte) 1);
            }
        }
    }

    /** Frees them in the order in which they were allocated. */
    public void free() {
        for (long[] ofSize : blocks) {
            for (long block : ofSize) {
                allocator.free(block);
            }
        }
    }
}
