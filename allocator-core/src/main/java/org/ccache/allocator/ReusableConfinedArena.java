package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The same with a scope of the JDK's for each turn: to end one costs the thread that owns it some nanoseconds. */
final class ReusableConfinedArena extends CarvingArena implements ReusableArena {
    private final ArenaBlocks blocks;
    private Arena inner; // of this turn
    private boolean closed;

    @SuppressWarnings("MustBeClosedChecker") // at a reset, or at the end
    ReusableConfinedArena(OffHeapAllocator allocator, boolean zeroed) {
        super(zeroed);
        blocks = new ArenaBlocks(allocator);
        inner = Arena.ofConfined();
    }

    @Override
    MemorySegment allocate(long size, long alignment, boolean zero) {
        return ConfinedArena.allocate(blocks, inner, size, alignment, zero);
    }

    /** The next scope is there before the last one ends: without Java heap the turn goes on. */
    @Override
    @SuppressWarnings("MustBeClosedChecker") // at the next one, or at the end
    public void reset() {
        Arena next = Arena.ofConfined();
        try {
            inner.close();
        } catch (IllegalStateException e) {
            if (closed || inner.scope().isAlive()) {
                throw e;
            } // else a reset that an error ended has closed it
        }
        inner = next;
        blocks.rewind();
    }

    @Override
    public MemorySegment.Scope scope() {
        return inner.scope();
    }

    @Override
    public void close() {
        try {
            ConfinedArena.close(inner, blocks);
        } finally {
            if (!inner.scope().isAlive()) { // also where an error has left blocks: no reset begins another turn then
                closed = true;
            }
        }
    }
}
