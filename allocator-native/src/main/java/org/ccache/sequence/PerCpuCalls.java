package org.ccache.sequence;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.ccache.layout.SpaceLayout;
import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.FirstUse;
import org.ccache.os.VirtualMemory;
import org.ccache.os.ZeroedMemory;

/**
 * The sequences on per-CPU memory: {@code percpu.md} is the specification. By the index that this
 * process goes by.
 *
 * <p>Every method takes the address of the first region; the words below it say how many there are and how far apart.
 * Refusals are negative; where this process has no sequences each call is refused with {@link SpaceLayout#BAD_INDEX},
 * as the call of a thread that has no index. Nothing is checked: offsets, blocks and addresses are the caller's to
 * check and to keep alive. Thread-safe.
 */
public final class PerCpuCalls {
    private PerCpuCalls() {}

    private static volatile boolean linked; // written by the step alone

    /** By the index that this process goes by: constants from {@link #link} on. */
    private static final class Calls {
        static final MemorySegment ADD = function(TableLayout.ADD);
        static final MemorySegment LIST_PUSH = function(TableLayout.LIST_PUSH);
        static final MemorySegment LIST_POP = function(TableLayout.LIST_POP);
        static final MemorySegment LIST_TAKE = function(TableLayout.LIST_TAKE);
        static final MemorySegment COMPARE_STORE = function(TableLayout.COMPARE_STORE);
        static final MemorySegment STORE_BATCH = function(TableLayout.STORE_BATCH);
        static final MemorySegment COPY_STORE = function(TableLayout.COPY_STORE);
        static final MemorySegment RING_OFFER = function(TableLayout.RING_OFFER);
        static final MemorySegment RING_CLAIM = function(TableLayout.RING_CLAIM);
    }

    private static MemorySegment function(int function) {
        return Downcalls.function(RseqChoice.Index.BY_CID ? function : function + TableLayout.PERCPU_BY_CPU);
    }

    private static long packed(int length, int type) {
        return length | (long) type << 32;
    }

    /**
     * Prepares all that per-CPU memory needs, so that none of it fails later for want of heap or stack in the midst of
     * something: these calls, the index, the fence, memory. Where this process has no sequences, only memory. For
     * whoever makes such memory, before anything else of it. Idempotent; cheap once done.
     *
     * @throws OutOfMemoryError if there is no heap for it now
     * @throws StackOverflowError if there is not even the stack to begin
     */
    public static void link() {
        boolean sequences = RseqChoice.usable(); // waits for the self test, and so comes before the step
        if (!linked) {
            new LinkingStep().ensure();
        }
        Downcalls.link(sequences ? Downcalls.PLAIN | Downcalls.CRITICAL | Downcalls.KEEPING : Downcalls.PLAIN);
    }

    private static final class LinkingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return linked;
        }

        @Override
        protected void take() {
            VirtualMemory.link();
            ZeroedMemory.link();
            if (RseqChoice.Decision.USABLE) {
                Sequences.require(); // for the index
                Downcalls.require(Downcalls.CRITICAL | Downcalls.KEEPING);
                callAll();
            }
            linked = true;
        }

        /** With no region at all each refuses the index and touches nothing. */
        private static void callAll() {
            MemorySegment none =
                    ZeroedMemory.words(-SpaceLayout.LIMIT); // the words below the first region: their number is 0
            try {
                long base = none.address() - SpaceLayout.LIMIT;
                add(base, 0, 0);
                listPush(base, 0, 0);
                listPop(base, 0);
                listTake(base, 0);
                compareStore(base, 0, 0, 0);
                storeBatch(base, 0, 0, 0);
                copyStore(base, 0, 0);
                ringOffer(base, none, 0, 0, 0);
                ringClaim(base, 0, 0);
            } finally {
                Reference.reachabilityFence(none);
            }
        }
    }

    /** Adds to a word: 0. */
    public static long add(long base, long offset, long delta) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.ADD, base, offset, delta, 0);
    }

    /** Links a node in front: 0. */
    public static long listPush(long base, long offset, long node) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.LIST_PUSH, base, offset, node, 0);
    }

    /** Takes the first node: its address, or EMPTY. */
    public static long listPop(long base, long offset) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.LIST_POP, base, offset, 0, 0);
    }

    /** Takes the whole list: the first node's address, or EMPTY. */
    public static long listTake(long base, long offset) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.LIST_TAKE, base, offset, 0, 0);
    }

    /** Stores (release) if the word is as expected: 0, or DIFFERENT. */
    public static long compareStore(long base, long offset, long expected, long value) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.COMPARE_STORE, base, offset, expected, value);
    }

    /**
     * Compares, stores and commits as the block says; compares in the low half of counts, stores in the high: 0, or
     * DIFFERENT.
     */
    public static long storeBatch(long base, long offset, long block, long counts) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.STORE_BATCH, base, offset, block, counts);
    }

    /** Copies and commits as the block says: 0, or DIFFERENT. */
    public static long copyStore(long base, long offset, long block) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.COPY_STORE, base, offset, block, 0);
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
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.keeping(Calls.RING_OFFER, base, source, payload, packed(length, type));
    }

    /** Puts an unfinished record: the address of its payload, or FULL. */
    public static long ringClaim(long base, int length, int type) {
        if (!RseqChoice.Decision.USABLE) {
            return SpaceLayout.BAD_INDEX;
        }
        return Downcalls.critical(Calls.RING_CLAIM, base, 0, 0, packed(length, type));
    }
}
