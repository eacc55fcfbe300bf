package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.ccache.allocator.memory.Memory;
import org.ccache.sync.StackHeadroom;

/** Blocks as segments that nobody watches over: freed by their addresses. */
final class BlockSegments implements SegmentAllocator {
    private final OffHeapAllocator allocator;

    BlockSegments(OffHeapAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        BadArguments.checkSegment(byteSize, byteAlignment);
        StackHeadroom.checkCall(); // so that the view is made, or else the block freed
        long block = allocator.allocate(byteSize, byteAlignment);
        boolean done = false;
        try {
            MemorySegment segment = Memory.segment(block, byteSize);
            done = true;
            return segment;
        } finally {
            if (!done) {
                allocator.free(block);
            }
        }
    }
}
