package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.ccache.allocator.memory.Memory;
import org.ccache.library.FirstUse;

/**
 * The first use of the JDK's arenas, when the first arena of an allocator is made: a step of setting up, for the reason
 * that {@link Preparation} gives. Not of it, since a program without arenas has no use for a handshake at its start.
 */
final class ArenaPreparation extends FirstUse {
    private static volatile boolean prepared; // written by the step alone

    private ArenaPreparation() {}

    static void once() {
        if (!prepared) {
            new ArenaPreparation().ensure();
        }
    }

    @Override
    protected boolean taken() {
        return prepared;
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // by whom they are given to
    protected void take() {
        rehearse(Arena.ofConfined());
        rehearse(Arena.ofShared());
        rehearse(Arena.ofAuto());
        prepared = true;
    }

    /** A life, and the refusals after it. */
    private static void rehearse(Arena arena) {
        Memory.atEnd(arena, new Nothing());
        Segments segments = new Segments(arena);
        segments.allocateFrom("text").fill((byte) 0);
        segments.allocateFrom(ValueLayout.JAVA_INT, 1, 2);
        try {
            arena.close();
        } catch (UnsupportedOperationException e) {
            return; // the collector's
        }
        try {
            Memory.view(0, 0, arena);
        } catch (IllegalStateException e) {
            return; // as it should be
        }
    }

    private static final class Nothing implements Consumer<MemorySegment> {
        @Override
        public void accept(MemorySegment nothing) {}
    }

    /** The JDK's code for contents, on views as ours are. */
    private record Segments(Arena arena) implements SegmentAllocator {
        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            return Memory.view(arena.allocate(byteSize, byteAlignment).address(), byteSize, arena);
        }
    }
}
