package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** A segment that is sliced again and again. It is made by the first slice, and goes with the garbage collector. */
final class Slices {
    /** Largest slice: 16 MiB. */
    static final long LARGEST = 1 << 24;

    /** What malloc aligns to. */
    static final long ALIGNMENT = 16;

    /** Largest alignment at which a slice of the largest size still fits. */
    private static final long LARGEST_ALIGNMENT = 1 << 16;

    private MemorySegment segment;
    private SegmentAllocator allocator;

    long allocate(long size, long alignment) {
        if (allocator == null) {
            segment = Arena.ofAuto().allocate(LARGEST + LARGEST_ALIGNMENT, ALIGNMENT);
            allocator = SegmentAllocator.slicingAllocator(segment);
        }
        try {
            return allocator.allocate(size, alignment).address();
        } catch (IndexOutOfBoundsException usedUp) {
            return again(size, alignment);
        }
    }

    private long again(long size, long alignment) {
        allocator = SegmentAllocator.slicingAllocator(segment);
        try {
            return allocator.allocate(size, alignment).address();
        } catch (IndexOutOfBoundsException e) {
            throw (OutOfMemoryError) new OutOfMemoryError(
                            "the segment has " + segment.byteSize() + " bytes, " + size + " were asked for")
                    .initCause(e);
        }
    }
}
