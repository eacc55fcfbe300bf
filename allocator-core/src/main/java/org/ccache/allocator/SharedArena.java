package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import org.ccache.allocator.memory.Memory;
import org.ccache.sync.StackHeadroom;

/** An arena for all threads. Life is an arena's of the JDK, whose close is a handshake with all threads. */
final class SharedArena extends CarvingArena {
    private final Arena inner = Arena.ofShared();
    private final SharedBlocks blocks;
    private final Cleaner.Cleanable kept; // the allocator, for as long as a segment may be used

    SharedArena(OffHeapAllocator allocator, boolean zeroed) {
        super(zeroed);
        blocks = new SharedBlocks(allocator);
        kept = Lifetime.atEnd(inner.scope(), blocks);
    }

    @Override
    MemorySegment allocate(long size, long alignment, boolean zero) {
        return allocate(blocks, inner, size, alignment, zero);
    }

    /**
     * A close beside this either comes before the view, which it refuses then, or waits for the fill; what was taken
     * from the allocator is known to the blocks by then, or freed at once.
     */
    static MemorySegment allocate(SharedBlocks blocks, Arena inner, long size, long alignment, boolean zero) {
        Memory.view(0, 0, inner); // refused before anything is allocated
        long start = blocks.carve(size, alignment);
        if (start == 0) {
            return Memory.view(blocks.own(size, alignment, zero), size, inner);
        }
        MemorySegment segment = Memory.view(start, size, inner);
        if (zero) {
            segment.fill((byte) 0);
        }
        return segment;
    }

    @Override
    public MemorySegment.Scope scope() {
        return inner.scope();
    }

    /** The inner one first, as {@link ConfinedArena#close}. */
    @Override
    public void close() {
        StackHeadroom.checkTwice();
        inner.close();
        try {
            blocks.free();
        } finally {
            kept.clean();
        }
    }
}
