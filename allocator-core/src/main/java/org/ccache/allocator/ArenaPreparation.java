package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.ccache.library.FirstUse;

/**
 * The first use of arenas, ours and the JDK's within, when the first one is made: a step of setting up, for the reason
 * that {@link Preparation} gives. Not of it, since a program without arenas has no use for a handshake at its start.
 */
final class ArenaPreparation extends FirstUse {
    private static final long LARGE = 8 << 20; // enough for a shared arena's turns to end

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
    protected void take() {
        try (Arena arena = Arena.ofConfined()) {
            OnePage page =
                    new OnePage(arena.allocate(OnePage.BYTES, OnePage.BYTES).address());
            rehearse(new ConfinedArena(page, ArenaOption.zeroed(new ArenaOption[] {ArenaOption.NOT_ZEROED})));
            rehearse(new ConfinedArena(page, true));
            rehearse(new SharedArena(page, true));
            turn(new ReusableConfinedArena(page, false));
            turn(new ReusableSharedArena(page, false));
            new AutoArena(page, true).allocate(1);
            page.asSegmentAllocator().allocate(1);
        }
        prepared = true;
    }

    private static void turn(ReusableArena arena) {
        arena.allocate(LARGE);
        arena.reset();
        rehearse(arena);
    }

    /** A life, and the refusals after it. */
    private static void rehearse(Arena arena) {
        arena.allocateFrom("text");
        arena.allocateFrom(ValueLayout.JAVA_INT, 1, 2);
        arena.allocate(OnePage.BYTES / 2);
        arena.close();
        try {
            arena.allocate(1);
        } catch (IllegalStateException e) {
            again(arena);
        }
    }

    private static void again(Arena arena) {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            return; // as it should be
        }
    }

    /** One block for all, however large it is said to be. What stays of it after the step is not touched any more. */
    private record OnePage(long address) implements OffHeapAllocator {
        private static final long BYTES = 4096;

        @Override
        public long allocate(long size) {
            return address;
        }

        @Override
        public long allocate(long size, long alignment) {
            return address;
        }

        @Override
        public void free(long block) {}

        @Override
        public long usableSize(long block) {
            return BYTES;
        }

        @Override
        public boolean owns(long block) {
            return true;
        }

        @Override
        public void close() {}
    }
}
