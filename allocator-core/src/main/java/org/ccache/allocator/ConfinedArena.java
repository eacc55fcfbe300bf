package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.ccache.allocator.memory.Memory;

/** An arena for the thread that makes it. Life and thread are an arena's of the JDK, whose scope the segments have. */
final class ConfinedArena extends CarvingArena {
    private final Arena inner = Arena.ofConfined();
    private final ArenaBlocks blocks;

    ConfinedArena(OffHeapAllocator allocator, boolean zeroed) {
        super(zeroed);
        blocks = new ArenaBlocks(allocator);
    }

    @Override
    MemorySegment allocate(long size, long alignment, boolean zero) {
        return allocate(blocks, inner, size, alignment, zero);
    }

    /**
     * By the owner of both, or refused: nothing is changed before a view is made, which only the owner gets. In one
     * place, for C2 makes do without an object only where it knows which one it is.
     */
    static MemorySegment allocate(ArenaBlocks blocks, Arena inner, long size, long alignment, boolean zero) {
        long start = blocks.place(size, alignment);
        if (start == 0) {
            Memory.view(0, 0, inner);
            start = blocks.fetch(size, alignment, zero);
        }
        MemorySegment segment = Memory.view(start, size, inner);
        blocks.carve(start, size, zero);
        return segment;
    }

    @Override
    public MemorySegment.Scope scope() {
        return inner.scope();
    }

    @Override
    public void close() {
        close(inner, blocks);
    }

    /**
     * The inner one first: where that refuses, because a segment is in use or by another thread, nothing is freed.
     * Again, it gives back what an error has left, and refuses.
     */
    static void close(Arena inner, ArenaBlocks blocks) {
        try {
            inner.close();
        } catch (IllegalStateException e) {
            if (!inner.scope().isAlive()) {
                blocks.free();
            }
            throw e;
        }
        blocks.free();
    }
}
