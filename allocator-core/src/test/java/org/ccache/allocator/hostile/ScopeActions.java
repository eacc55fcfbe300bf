package org.ccache.allocator.hostile;

import static org.ccache.allocator.hostile.Actions.ALIGNED;
import static org.ccache.allocator.hostile.Actions.FOREIGN;
import static org.ccache.allocator.hostile.Actions.LARGE;
import static org.ccache.allocator.hostile.Actions.LARGE_SIZE;
import static org.ccache.allocator.hostile.Actions.MOVING;
import static org.ccache.allocator.hostile.Actions.SMALL;
import static org.ccache.allocator.hostile.Actions.SMALL_SIZE;

import java.nio.ByteOrder;
import java.util.List;
import org.ccache.allocator.AllocatorScope;
import org.ccache.allocator.InvalidAddressException;

/** What {@link Actions} are, on a scope: its public methods, one block at a time. */
final class ScopeActions {
    private ScopeActions() {}

    static List<Action> all() {
        return List.of(
                Action.of("scope: allocate small", s -> scoped(s, SMALL, SMALL_SIZE, 1), "scope.allocate(long)"),
                Action.of("scope: allocate large", s -> scoped(s, LARGE, LARGE_SIZE, 1), "scope.allocate(long)"),
                Action.of("scope: aligned", s -> scoped(s, ALIGNED, SMALL_SIZE, 64), "scope.allocate(long,long)"),
                Action.of("scope: zeroed", s -> scopedZeroed(s, SMALL_SIZE, 1), "scope.allocateZeroed(long)"),
                Action.of(
                        "scope: zeroed aligned",
                        s -> scopedZeroed(s, LARGE_SIZE, 64),
                        "scope.allocateZeroed(long,long)"),
                Action.of("scope: free small", s -> scopedFree(s, SMALL, SMALL_SIZE), "scope.free(long)"),
                Action.of("scope: free large", s -> scopedFree(s, LARGE, LARGE_SIZE), "scope.free(long)"),
                Action.of("scope: free sized", s -> scopedFreeSized(s, false), "scope.free(long,long)"),
                Action.of("scope: free sized aligned", s -> scopedFreeSized(s, true), "scope.free(long,long,long)"),
                Action.of("scope: free foreign", ScopeActions::scopedFreeForeign, "scope.free(long)"),
                Action.of("scope: reallocate", s -> scopedReallocate(s, MOVING), "scope.reallocate(long,long)"),
                Action.of("scope: reallocate aligned", ScopeActions::scopedAligned, "scope.reallocate(long,long,long)"),
                Action.of("scope: usableSize", s -> s.seen = s.scope.usableSize(small(s)), "scope.usableSize(long)"),
                Action.answered("scope: owns", s -> s.seen = s.scope.owns(FOREIGN) ? 1 : 0, "scope.owns(long)"),
                Action.of("scope: segment", s -> s.scope.segment(small(s)), "scope.segment(long)"),
                Action.of("scope: segment sized", s -> s.scope.segment(small(s), 10), "scope.segment(long,long)"),
                Action.of(
                        "scope: asByteBuffer",
                        s -> s.scope.asByteBuffer(small(s), 10, ByteOrder.nativeOrder()),
                        "scope.asByteBuffer(long,long,ByteOrder)"),
                Action.either("scope: beyond its limit", ScopeActions::beyondTheScope, "scope.allocate(long)"),
                Action.answered("scope: limit", s -> s.scope.limit(s.limit), "scope.limit(long)"),
                Action.answered("scope: name", s -> s.scope.name(), "scope.name()"),
                Action.answered("scope: stats", s -> s.scope.stats(), "scope.stats()"),
                Action.answered(
                        "scope: toString", s -> s.seen = s.scope.toString().length(), "scope.toString()"));
    }

    private static long small(Subject s) {
        if (s.scoped[SMALL] == 0) {
            s.scoped[SMALL] = s.scope.allocate(SMALL_SIZE);
        }
        return s.scoped[SMALL];
    }

    private static void scopedZeroed(Subject s, long size, long alignment) {
        int slot = ALIGNED + 2;
        long old = s.scoped[slot];
        if (old != 0) {
            s.scope.free(old);
            s.scoped[slot] = 0;
        }
        s.scoped[slot] = alignment == 1 ? s.scope.allocateZeroed(size) : s.scope.allocateZeroed(size, alignment);
    }

    private static void scopedFreeSized(Subject s, boolean aligned) {
        int slot = ALIGNED + 3;
        if (s.scoped[slot] == 0) {
            s.scoped[slot] = s.scope.allocate(SMALL_SIZE, 64);
        }
        if (aligned) {
            s.scope.free(s.scoped[slot], SMALL_SIZE, 64);
        } else {
            s.scope.free(s.scoped[slot], SMALL_SIZE);
        }
        s.scoped[slot] = 0;
    }

    private static void scopedAligned(Subject s) {
        int slot = MOVING + 4;
        if (s.scoped[slot] == 0) {
            s.scoped[slot] = s.scope.allocate(300, 64);
        }
        s.scoped[slot] = s.scope.reallocate(s.scoped[slot], 70_000, 64);
        s.scoped[slot] = s.scope.reallocate(s.scoped[slot], 300, 64);
    }

    private static void scoped(Subject s, int slot, long size, long alignment) {
        long old = s.scoped[slot];
        if (old != 0) {
            s.scope.free(old);
            s.scoped[slot] = 0;
        }
        s.scoped[slot] = alignment == 1 ? s.scope.allocate(size) : s.scope.allocate(size, alignment);
    }

    private static void scopedFree(Subject s, int slot, long size) {
        if (s.scoped[slot] == 0) {
            s.scoped[slot] = s.scope.allocate(size);
        }
        s.scope.free(s.scoped[slot]);
        s.scoped[slot] = 0;
    }

    private static void scopedFreeForeign(Subject s) {
        try {
            s.scope.free(FOREIGN);
            throw new AssertionError("the scope freed a foreign block");
        } catch (InvalidAddressException e) {
            // as it should be
        }
    }

    private static void scopedReallocate(Subject s, int slot) {
        if (s.scoped[slot] == 0) {
            s.scoped[slot] = s.scope.allocate(300);
        }
        s.scoped[slot] = s.scope.reallocate(s.scoped[slot], 70_000);
        s.scoped[slot] = s.scope.reallocate(s.scoped[slot], 300);
    }

    private static void beyondTheScope(Subject s) {
        AllocatorScope scope = s.scope;
        try {
            s.seen = scope.allocate(1L << 50);
        } catch (OutOfMemoryError e) {
            if (!e.getMessage().contains("asked for")) {
                throw e;
            }
        }
    }
}
