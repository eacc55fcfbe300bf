package org.ccache.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The sequences on per-CPU memory: {@code percpu.md} is the specification. One handle each, bound to the index that this
 * process goes by, in holder classes, so that only what is used is linked.
 *
 * <p>Every method takes the address of the first region; the words below it say how many there are and how far apart.
 * Refusals are negative; where this process has no sequences each call is refused with {@link SpaceLayout#BAD_INDEX}, as
 * the call of a thread that has no index. Nothing is checked: offsets, blocks and addresses are the caller's to check and
 * to keep alive. Thread-safe.
 */
public final class PerCpuCalls {
    /** The words below the first region of no regions: their number and all else is 0. */
    private static final MemorySegment NONE = Arena.global().allocate(-SpaceLayout.LIMIT, Long.BYTES);

    private static volatile boolean linked;

    private PerCpuCalls() {}

    private static MethodHandle critical(int function) {
        return Downcalls.critical(byIndex(function));
    }

    private static int byIndex(int function) {
        return RseqChoice.BY_CID ? function : function + NativeTable.PERCPU_BY_CPU;
    }

    private static long packed(int length, int type) {
        return length | (long) type << 32;
    }

    private static final class Add {
        static final MethodHandle CALL = critical(NativeTable.ADD);
    }

    private static final class Push {
        static final MethodHandle CALL = critical(NativeTable.LIST_PUSH);
    }

    private static final class Pop {
        static final MethodHandle CALL = critical(NativeTable.LIST_POP);
    }

    private static final class Take {
        static final MethodHandle CALL = critical(NativeTable.LIST_TAKE);
    }

    private static final class CompareStore {
        static final MethodHandle CALL = critical(NativeTable.COMPARE_STORE);
    }

    private static final class StoreBatch {
        static final MethodHandle CALL = critical(NativeTable.STORE_BATCH);
    }

    private static final class CopyStore {
        static final MethodHandle CALL = critical(NativeTable.COPY_STORE);
    }

    private static final class Offer {
        static final MethodHandle CALL = Downcalls.keeping(byIndex(NativeTable.RING_OFFER));
    }

    private static final class Claim {
        static final MethodHandle CALL = critical(NativeTable.RING_CLAIM);
    }

    /**
     * Links all calls, so that none fails later for want of heap or stack in the midst of something. With no region at all each
     * refuses the index and touches nothing. Does nothing where this process has no sequences. Idempotent; cheap once done.
     */
    public static void link() {
        if (linked || !RseqChoice.usable()) {
            return;
        }
        long base = NONE.address() - SpaceLayout.LIMIT;
        add(base, 0, 0);
        listPush(base, 0, 0);
        listPop(base, 0);
        listTake(base, 0);
        compareStore(base, 0, 0, 0);
        storeBatch(base, 0, 0, 0);
        copyStore(base, 0, 0);
        ringOffer(base, NONE, 0, 0, 0);
        ringClaim(base, 0, 0);
        linked = true;
    }

    /** Adds to a word: 0. */
    public static long add(long base, long offset, long delta) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) Add.CALL.invokeExact(RseqChoice.AREA, base, offset, delta, 0L);
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /** Links a node in front: 0. */
    public static long listPush(long base, long offset, long node) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) Push.CALL.invokeExact(RseqChoice.AREA, base, offset, node, 0L);
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /** Takes the first node: its address, or EMPTY. */
    public static long listPop(long base, long offset) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) Pop.CALL.invokeExact(RseqChoice.AREA, base, offset, 0L, 0L);
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /** Takes the whole list: the first node's address, or EMPTY. */
    public static long listTake(long base, long offset) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) Take.CALL.invokeExact(RseqChoice.AREA, base, offset, 0L, 0L);
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /** Stores (release) if the word is as expected: 0, or DIFFERENT. */
    public static long compareStore(long base, long offset, long expected, long value) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) CompareStore.CALL.invokeExact(RseqChoice.AREA, base, offset, expected, value);
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /** Compares, stores and commits as the block says; compares in the low half of counts, stores in the high: 0, or DIFFERENT. */
    public static long storeBatch(long base, long offset, long block, long counts) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) StoreBatch.CALL.invokeExact(RseqChoice.AREA, base, offset, block, counts);
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /** Copies and commits as the block says: 0, or DIFFERENT. */
    public static long copyStore(long base, long offset, long block) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) CopyStore.CALL.invokeExact(RseqChoice.AREA, base, offset, block, 0L);
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /**
     * Puts a record of at most {@link SpaceLayout#MAX_COPY} bytes: 0, or FULL. The sequence takes the payload's address
     * and ignores the segment itself, which is given so that its arena cannot be closed meanwhile.
     *
     * @param source off the heap
     * @param payload an address in the source
     * @throws IllegalStateException if the source's arena is closed
     * @throws WrongThreadException if the source is another thread's
     */
    public static long ringOffer(long base, MemorySegment source, long payload, int length, int type) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) Offer.CALL.invokeExact(RseqChoice.AREA, base, source, payload, packed(length, type));
        } catch (IllegalStateException | WrongThreadException e) {
            throw e;
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }

    /** Puts an unfinished record: the address of its payload, or FULL. */
    public static long ringClaim(long base, int length, int type) {
        if (!RseqChoice.usable()) {
            return SpaceLayout.BAD_INDEX;
        }
        try {
            return (long) Claim.CALL.invokeExact(RseqChoice.AREA, base, 0L, 0L, packed(length, type));
        } catch (Throwable t) {
            throw Downcalls.unexpected(t);
        }
    }
}
