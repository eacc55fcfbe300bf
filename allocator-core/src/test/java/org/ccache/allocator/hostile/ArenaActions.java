package org.ccache.allocator.hostile;

import java.lang.foreign.Arena;
import java.util.List;
import org.ccache.allocator.ArenaOption;
import org.ccache.allocator.OffHeapAllocator;
import org.ccache.allocator.ReusableArena;

/**
 * What a user does with arenas. An arena is in its slot from its making to the return of its close, so what an error
 * leaves is ended by the next attempt or by the account.
 *
 * <p>None of them touches a segment that the allocator may have lost by a close beside it: arenas do not zero here,
 * where others close the allocator.
 */
final class ArenaActions {
    static final int CONFINED = 0;
    static final int SHARED = 1;
    static final int TURNS = 3;
    static final int SHARED_TURNS = 4;

    private static final int AUTO = 2;
    private static final int SCOPED = 5; // the collector's of the scope

    private static final int BLOCKS = 6; // more than an arena keeps in fields
    private static final int SEGMENTS = 40;
    private static final int SEGMENT = 20; // a slot of its own
    private static final ArenaOption[] ZEROED = {};
    private static final ArenaOption[] NOT_ZEROED = {ArenaOption.NOT_ZEROED};

    private ArenaActions() {}

    static List<Action> all() {
        return List.of(
                Action.of("arena", s -> use(s, CONFINED), "arena(ArenaOption[])"),
                Action.of("arena, shared", s -> use(s, SHARED), "sharedArena(ArenaOption[])"),
                Action.of("arena, of the collector", ArenaActions::automatic, "autoArena(ArenaOption[])"),
                Action.of("arena, turns", s -> turns(s, TURNS), "reusableArena(ArenaOption[])"),
                Action.of("arena, shared turns", s -> turns(s, SHARED_TURNS), "reusableSharedArena(ArenaOption[])"),
                Action.of("segments of blocks", ArenaActions::segments, "asSegmentAllocator()"),
                Action.of(
                        "scope: arenas",
                        ArenaActions::scoped,
                        "scope.arena(ArenaOption[])",
                        "scope.sharedArena(ArenaOption[])",
                        "scope.autoArena(ArenaOption[])",
                        "scope.reusableArena(ArenaOption[])",
                        "scope.reusableSharedArena(ArenaOption[])",
                        "scope.asSegmentAllocator()"));
    }

    private static Arena open(OffHeapAllocator allocator, int kind, boolean zeroed) {
        ArenaOption[] options = zeroed ? ZEROED : NOT_ZEROED;
        return switch (kind) {
            case CONFINED -> allocator.arena(options);
            case SHARED -> allocator.sharedArena(options);
            case AUTO -> allocator.autoArena(options);
            case TURNS -> allocator.reusableArena(options);
            case SHARED_TURNS -> allocator.reusableSharedArena(options);
            default -> throw new AssertionError(kind);
        };
    }

    /** An arena's life; one of before that belongs to another thread, or that an error has closed, is left alone. */
    static void use(Subject s, int kind) {
        use(s, s.allocator, kind);
    }

    /** The same of the scope, one kind after the other. */
    static void scoped(Subject s) {
        use(s, s.scope, CONFINED);
        use(s, s.scope, SHARED);
        use(s, s.scope, TURNS);
        use(s, s.scope, SHARED_TURNS);
        automatic(s, s.scope, SCOPED);
        if (s.scoped[SEGMENT] == 0) {
            s.scoped[SEGMENT] = s.scope.asSegmentAllocator().allocate(100, 64).address();
        }
        s.scope.free(s.scoped[SEGMENT]);
        s.scoped[SEGMENT] = 0;
    }

    private static void use(Subject s, OffHeapAllocator allocator, int kind) {
        s.endArenas();
        s.arenas[kind] = open(allocator, kind, s.alone);
        fill(s, s.arenas[kind]);
        s.arenas[kind].close();
        s.arenas[kind] = null;
    }

    /** With a handshake among them, if they are shared. */
    static void turns(Subject s, int kind) {
        s.endArenas();
        s.arenas[kind] = open(s.allocator, kind, s.alone);
        for (int turn = 0; turn < 3; turn++) {
            fill(s, s.arenas[kind]);
            s.seen = s.arenas[kind].allocate(2 * Subject.MIB).address();
            ((ReusableArena) s.arenas[kind]).reset();
        }
        s.arenas[kind].close();
        s.arenas[kind] = null;
    }

    static void automatic(Subject s) {
        automatic(s, s.allocator, AUTO);
    }

    /** Never more than one, so that what waits for the collector is little. */
    private static void automatic(Subject s, OffHeapAllocator allocator, int slot) {
        if (s.arenas[slot] == null) {
            s.automatic = true;
            s.arenas[slot] = open(allocator, AUTO, s.alone);
        }
        s.seen = s.arenas[slot].allocate(100).address();
    }

    private static void fill(Subject s, Arena arena) {
        for (int i = 0; i < SEGMENTS; i++) {
            s.seen = arena.allocate(60).address();
        }
        for (int i = 0; i < BLOCKS; i++) {
            s.seen = arena.allocate(30_000 + 20_000L * i).address();
        }
    }

    static void segments(Subject s) {
        if (s.blocks[SEGMENT] == 0) {
            s.blocks[SEGMENT] =
                    s.allocator.asSegmentAllocator().allocate(100, 64).address();
        }
        s.allocator.free(s.blocks[SEGMENT]);
        s.blocks[SEGMENT] = 0;
    }
}
