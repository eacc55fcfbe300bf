package org.ccache.allocator.hostile;

import static org.ccache.allocator.hostile.Subject.MIB;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.InvalidAddressException;

/**
 * Every public method of the allocator and of its scopes, each in the ways that differ inside: {@link ActionsTest} sees
 * that none is missing. No action allocates on the Java heap itself, and none touches the memory of a block.
 */
final class Actions {
    static final int SMALL = 0;
    static final int LARGE = 1;
    static final int ALIGNED = 2;
    static final int MOVING = 3;
    static final int MOVING_LARGE = 4;
    static final int VERY_LARGE = 5;
    static final int BATCH = 8; // from here on

    static final long SMALL_SIZE = 100;
    static final long LARGE_SIZE = 100_000;
    static final long VERY_LARGE_SIZE = 2 * MIB;

    private static final int BATCH_BLOCKS = 48;
    static final long FOREIGN = 0x12345670L;

    private Actions() {}

    static List<Action> all() {
        return Stream.of(own(), BatchActions.all(), ScopeActions.all(), ArenaActions.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Action> own() {
        return List.of(
                Action.of("allocate small", s -> allocate(s, SMALL, SMALL_SIZE), "allocate(long)"),
                Action.of("allocate large", s -> allocate(s, LARGE, LARGE_SIZE), "allocate(long)"),
                Action.of("allocate very large", s -> allocate(s, VERY_LARGE, VERY_LARGE_SIZE), "allocate(long)"),
                Action.of("allocate aligned", s -> aligned(s, SMALL_SIZE, 256), "allocate(long,long)"),
                Action.of("allocate large aligned", s -> aligned(s, LARGE_SIZE, 1 << 16), "allocate(long,long)"),
                Action.of("through all tiers and back", Actions::batch, "allocate(long)", "free(long)"),
                Action.of("beyond the limit", Actions::beyondTheLimit, "allocate(long)"),
                Action.of("free small", s -> free(s, SMALL, SMALL_SIZE), "free(long)"),
                Action.of("free large", s -> free(s, LARGE, LARGE_SIZE), "free(long)"),
                Action.of("free very large", s -> free(s, VERY_LARGE, VERY_LARGE_SIZE), "free(long)"),
                Action.of("free small sized", s -> freeSized(s, SMALL, SMALL_SIZE), "free(long,long)"),
                Action.of("free large sized", s -> freeSized(s, LARGE, LARGE_SIZE), "free(long,long)"),
                Action.of("free very large sized", s -> freeSized(s, VERY_LARGE, VERY_LARGE_SIZE), "free(long,long)"),
                Action.of("free small unchecked", s -> freeUnchecked(s, SMALL, SMALL_SIZE), "freeUnchecked(long,long)"),
                Action.of("free large unchecked", s -> freeUnchecked(s, LARGE, LARGE_SIZE), "freeUnchecked(long,long)"),
                Action.of("free aligned", Actions::freeAligned, "free(long,long,long)"),
                Action.of("free foreign", s -> refused(s, FOREIGN), "free(long)"),
                Action.of("free interior", s -> refused(s, small(s) + 8), "free(long)"),
                Action.of("free interior of large", s -> refused(s, large(s) + 4096), "free(long)"),
                Action.of("free given back", s -> freeTwice(s, LARGE, LARGE_SIZE), "free(long)"),
                Action.of("free very large given back", s -> freeTwice(s, VERY_LARGE, VERY_LARGE_SIZE), "free(long)"),
                Action.of("free with a wrong size", Actions::wrongSize, "free(long,long)"),
                Action.of("reallocate in place", s -> reallocate(s, MOVING, 97, 101), "reallocate(long,long)"),
                Action.of("reallocate small", s -> reallocate(s, MOVING, 60_000, 50_000), "reallocate(long,long)"),
                Action.of("reallocate large", Actions::reallocateLarge, "reallocate(long,long)"),
                Action.of(
                        "reallocate between small and large",
                        s -> reallocate(s, MOVING_LARGE, 50_000, 200_000),
                        "reallocate(long,long)"),
                Action.of("reallocate foreign", Actions::reallocateForeign, "reallocate(long,long)"),
                Action.of("reallocate aligned", Actions::reallocateAligned, "reallocate(long,long,long)"),
                Action.of("allocate zeroed", s -> zeroed(s, SMALL_SIZE, 1), "allocateZeroed(long)"),
                Action.of("allocate large zeroed", s -> zeroed(s, LARGE_SIZE, 1), "allocateZeroed(long)"),
                Action.of("allocate zeroed aligned", s -> zeroed(s, SMALL_SIZE, 512), "allocateZeroed(long,long)"),
                Action.of(
                        "allocate very large zeroed",
                        s -> zeroed(s, VERY_LARGE_SIZE, 1 << 16),
                        "allocateZeroed(long,long)"),
                Action.answered("owns", s -> s.seen = s.allocator.owns(s.blocks[SMALL]) ? 1 : 0, "owns(long)"),
                Action.of("usableSize", s -> s.seen = s.allocator.usableSize(small(s)), "usableSize(long)"),
                Action.of("usableSize of large", s -> s.seen = s.allocator.usableSize(large(s)), "usableSize(long)"),
                Action.of("segment", s -> s.allocator.segment(small(s)), "segment(long)"),
                Action.of("segment sized", s -> s.allocator.segment(large(s), 10), "segment(long,long)"),
                Action.of(
                        "asByteBuffer",
                        s -> s.allocator.asByteBuffer(small(s), 10, ByteOrder.nativeOrder()),
                        "asByteBuffer(long,long,ByteOrder)"),
                Action.answered("blockSize", s -> s.seen = s.allocator.blockSize(777), "blockSize(long)"),
                Action.answered(
                        "blockSize aligned", s -> s.seen = s.allocator.blockSize(777, 64), "blockSize(long,long)"),
                Action.of("stats", s -> s.allocator.stats(), "stats()"),
                Action.of(
                        "stats in words",
                        s -> s.seen = s.allocator.stats().toString().length(),
                        "stats()"),
                Action.of("resident", s -> s.allocator.resident(), "resident()"),
                Action.of("map", s -> s.allocator.map(), "map()"),
                Action.of("audit", s -> s.allocator.audit(), "audit()"),
                Action.of(
                        "audit in words",
                        s -> s.seen = s.allocator.audit().toString().length(),
                        "audit()"),
                Action.of("drain", s -> s.allocator.drain(), "drain()"),
                Action.of("trim", s -> s.seen = s.allocator.trim(), "trim()"),
                Action.of("maintain", s -> s.seen = s.allocator.maintain(), "maintain()"),
                Action.of("limit", s -> s.allocator.limit(s.limit), "limit(long)"),
                Action.of("softLimit", s -> s.allocator.softLimit(s.limit), "softLimit(long)"),
                Action.answered("frontEnd", s -> s.allocator.frontEnd(), "frontEnd()"),
                Action.answered("toString", s -> s.seen = s.allocator.toString().length(), "toString()"),
                Action.answered("create", Actions::create, "create()", "close()"),
                Action.answered("build and close", Actions::build, "builder()", "close()"),
                Action.of("scope", s -> s.allocator.scope("t", 1).close(), "scope(String,long)", "scope.close()"),
                Action.of("scope in scope", s -> s.scope.scope("u", 1), "scope.scope(String,long)"));
    }

    /** All, beginning with one: so that each comes to be the first call of a process. */
    static Action[] from(int first) {
        List<Action> all = all();
        List<Action> order = new ArrayList<>(all.subList(first, all.size()));
        order.addAll(all.subList(0, first));
        return order.toArray(Action[]::new);
    }

    private static void allocate(Subject s, int slot, long size) {
        long old = s.blocks[slot];
        if (old != 0) {
            s.allocator.free(old);
            s.blocks[slot] = 0;
        }
        s.blocks[slot] = s.allocator.allocate(size);
    }

    private static void aligned(Subject s, long size, long alignment) {
        long old = s.blocks[ALIGNED];
        if (old != 0) {
            s.allocator.free(old);
            s.blocks[ALIGNED] = 0;
        }
        s.blocks[ALIGNED] = s.allocator.allocate(size, alignment);
    }

    /** More blocks of one class than a cache has of it, and of another class each time. */
    private static void batch(Subject s) {
        long size = 16 + s.turn++ * 3_607L % 65_000;
        for (int i = BATCH; i < BATCH + BATCH_BLOCKS; i++) {
            if (s.blocks[i] == 0) {
                s.blocks[i] = s.allocator.allocate(size);
            }
        }
        for (int i = BATCH; i < BATCH + BATCH_BLOCKS; i++) {
            s.allocator.free(s.blocks[i]);
            s.blocks[i] = 0;
        }
    }

    private static void beyondTheLimit(Subject s) {
        try {
            s.seen = s.allocator.allocate(1L << 40);
        } catch (OutOfMemoryError e) {
            if (!e.getMessage().contains("asked for")) {
                throw e; // the Java heap's
            }
        }
    }

    private static long small(Subject s) {
        if (s.blocks[SMALL] == 0) {
            s.blocks[SMALL] = s.allocator.allocate(SMALL_SIZE);
        }
        return s.blocks[SMALL];
    }

    private static long large(Subject s) {
        if (s.blocks[LARGE] == 0) {
            s.blocks[LARGE] = s.allocator.allocate(LARGE_SIZE);
        }
        return s.blocks[LARGE];
    }

    private static void free(Subject s, int slot, long size) {
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(size);
        }
        s.allocator.free(s.blocks[slot]);
        s.blocks[slot] = 0;
    }

    private static void freeSized(Subject s, int slot, long size) {
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(size);
        }
        s.allocator.free(s.blocks[slot], size);
        s.blocks[slot] = 0;
    }

    private static void freeUnchecked(Subject s, int slot, long size) {
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(size);
        }
        s.allocator.freeUnchecked(s.blocks[slot], size);
        s.blocks[slot] = 0;
    }

    private static void freeAligned(Subject s) {
        int slot = ALIGNED + 3; // its own: of the other aligned ones the alignment is not known
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(SMALL_SIZE, 128);
        }
        s.allocator.free(s.blocks[slot], SMALL_SIZE, 128);
        s.blocks[slot] = 0;
    }

    private static void refused(Subject s, long address) {
        try {
            s.allocator.free(address);
            throw new AssertionError("a free that is none was accepted");
        } catch (InvalidAddressException e) {
            // as it should be
        }
    }

    /**
     * A large block, which shows a second free for certain. With others at work the address may be somebody's again.
     */
    private static void freeTwice(Subject s, int slot, long size) {
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(size);
        }
        long block = s.blocks[slot];
        s.allocator.free(block);
        s.blocks[slot] = 0;
        if (!s.alone) {
            return;
        }
        refused(s, block);
    }

    private static void wrongSize(Subject s) {
        try {
            s.allocator.free(small(s), 5000);
            throw new AssertionError("a wrong size was accepted");
        } catch (InvalidAddressException e) {
            // as it should be
        }
    }

    private static void reallocate(Subject s, int slot, long one, long other) {
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(one);
        }
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], other);
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], one);
    }

    /** Grows and shrinks in place, and moves: the block behind it may be taken. */
    private static void reallocateLarge(Subject s) {
        int slot = MOVING_LARGE + 2;
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(MIB);
        }
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], MIB + 300_000);
        allocate(s, slot + 1, 200_000);
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], 2 * MIB);
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], MIB);
    }

    private static void reallocateAligned(Subject s) {
        int slot = MOVING + 4; // its own: of the other moving ones the alignment is not known
        if (s.blocks[slot] == 0) {
            s.blocks[slot] = s.allocator.allocate(1000, 64);
        }
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], 1010, 64);
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], 90_000, 4096);
        s.blocks[slot] = s.allocator.reallocate(s.blocks[slot], 1000, 64);
    }

    private static void zeroed(Subject s, long size, long alignment) {
        int slot = ALIGNED + 2; // its own: nobody frees it by a size
        long old = s.blocks[slot];
        if (old != 0) {
            s.allocator.free(old);
            s.blocks[slot] = 0;
        }
        s.blocks[slot] =
                alignment == 1 ? s.allocator.allocateZeroed(size) : s.allocator.allocateZeroed(size, alignment);
    }

    private static void reallocateForeign(Subject s) {
        try {
            s.seen = s.allocator.reallocate(FOREIGN, 100);
            throw new AssertionError("a foreign block was reallocated");
        } catch (InvalidAddressException e) {
            // as it should be
        }
    }

    private static void create(Subject s) {
        if (s.spare == null) {
            s.spare = CcacheAllocator.create();
        }
        s.spare.close();
        s.spare = null;
    }

    private static void build(Subject s) {
        if (s.spare == null) {
            s.spare = Subject.builder(s.frontEnd).build();
        }
        s.spare.close();
        s.spare = null;
    }
}
