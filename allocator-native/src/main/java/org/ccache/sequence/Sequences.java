package org.ccache.sequence;

import java.lang.foreign.MemorySegment;
import org.ccache.layout.RegionLayout;
import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.FirstUse;
import org.ccache.library.NativeLibrary;
import org.ccache.os.VirtualMemory;

/**
 * The four sequences on magazines, arrays of words per (index, class): {@code sequences.md} is the specification. By
 * the index that this process goes by, and that index itself.
 *
 * <p>Each call is one native restartable sequence: it reads the calling thread's index inside, works on that index's
 * region alone, and starts again within the call when the kernel aborts it. No lock, no atomic instruction, no heap.
 * Thread-safe, from platform and virtual threads. The caller owns the memory: {@code limit} regions of
 * {@link RegionLayout#REGION_BYTES} bytes from {@code base}, readable and writable, zero or laid out as
 * {@link RegionLayout} says.
 *
 * <p>Refusals are negative, but for push: {@link RegionLayout#code} and {@link RegionLayout#index}.
 * Presumes that {@link #link} was called, and that {@link RseqChoice#usable}.
 */
public final class Sequences {
    private static volatile boolean linked; // written by the step alone
    private static volatile boolean prepared; // likewise, by its own: also where there is nothing to link

    private Sequences() {}

    /**
     * The index is chosen here, once, when the choice has been made: each function is a constant to compiled code, and
     * no call asks which index it is.
     */
    private static final class Calls {
        static final MemorySegment POP = function(TableLayout.POP);
        static final MemorySegment PUSH = function(TableLayout.PUSH);
        static final MemorySegment POP_BATCH = function(TableLayout.POP_BATCH);
        static final MemorySegment PUSH_BATCH = function(TableLayout.PUSH_BATCH);
        static final MemorySegment INDEX =
                Downcalls.function(RseqChoice.Index.BY_CID ? TableLayout.INDEX_CID : TableLayout.INDEX_CPU);

        static final MemorySegment NODE = Downcalls.function(TableLayout.INDEX_NODE);

        private static MemorySegment function(int number) {
            return Downcalls.function(RseqChoice.Index.BY_CID ? number : number + TableLayout.MAGAZINES_BY_CPU);
        }
    }

    /**
     * Begins to load the library, to test the sequences and to link what an allocator calls, on a thread of its own:
     * whoever has other things to prepare calls this first, then does those, then makes the calls that wait for it,
     * {@link NativeLibrary#check} and so on. A hint, without which, or where it fails, they do it themselves.
     */
    public static void prepare() {
        if (!NativeLibrary.isLoaded()) {
            new PreparingStep().begin();
        }
    }

    private static final class PreparingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return NativeLibrary.isLoaded() && (linked || prepared || NativeLibrary.table() == 0);
        }

        @Override
        protected void take() {
            NativeLibrary.check(); // what it throws is said again to whoever waits for it
            VirtualMemory.link();
            if (RseqChoice.area().present()) {
                link();
            }
            prepared = true;
        }
    }

    /**
     * Links the four calls, the index, memory and the fence, so that none fails later for want of heap or stack in the
     * middle of something. Presumes only that {@link RseqChoice#area} is present. Idempotent; cheap once done.
     *
     * @throws OutOfMemoryError if there is no heap for it now
     * @throws StackOverflowError if there is not even the stack to begin
     */
    public static void link() {
        require();
        Downcalls.link(Downcalls.PLAIN | Downcalls.CRITICAL);
    }

    /** The same for those who may have no heap or stack to spare, if it is linked already. */
    static void require() {
        if (!linked) {
            RseqChoice.start();
            new LinkingStep().ensure();
        }
    }

    private static final class LinkingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return linked;
        }

        @Override
        protected void take() {
            // A sequence writes into the area first: without one, to where nothing is.
            if (RseqChoice.Index.AREA == 0) { // where the thread pointer points to, no area can be
                throw new IllegalStateException("no rseq area");
            }
            Downcalls.require(Downcalls.PLAIN | Downcalls.CRITICAL);
            pop(0, 0, 0); // with no region at all each refuses the index and touches nothing
            push(0, 0, 0, 0);
            popBatch(0, 0, 0, 0, 1);
            pushBatch(0, 0, 0, 0, 1);
            read(Calls.INDEX);
            linked = true;
        }
    }

    /** Takes the top word of a magazine: the word (positive), or a refusal. */
    public static long pop(long base, long header, long limit) {
        return Downcalls.critical(Calls.POP, base, header, limit, 0);
    }

    /**
     * Puts a word, a multiple of 16, on top of a magazine: 0, or the word with the code of the refusal in its low bits
     * ({@link RegionLayout#pushCode}, {@link RegionLayout#pushBlock}): a caller that goes on with the result need not
     * keep the word alive across the call.
     */
    public static long push(long base, long header, long limit, long word) {
        return Downcalls.critical(Calls.PUSH, base, header, limit, word);
    }

    /**
     * Takes the top {@code n} words, at most 64 at once, to {@code out}: the number taken (0: empty), or a refusal.
     * {@code out} keeps their order and must not lie in a region.
     */
    public static long popBatch(long base, long header, long limit, long out, long n) {
        return Downcalls.critical(Calls.POP_BATCH, base, header, limit | n << 32, out);
    }

    /**
     * Puts the last words of {@code in[0..n)}, at most 64 at once and as many as there is room for, on top: the number
     * put (0: full), or a refusal. What was not put stands in {@code in[0..n - result)}: the source is a stack too.
     */
    public static long pushBatch(long base, long header, long limit, long in, long n) {
        long skip = Math.max(0, n - RegionLayout.MAX_BATCH); // the sequence takes the tail of what it is given
        long from = in + skip * Long.BYTES;
        return Downcalls.critical(Calls.PUSH_BATCH, base, header, limit | (n - skip) << 32, from);
    }

    /** The calling thread's index, stale as soon as it is read. */
    public static int index() {
        require();
        return (int) read(Calls.INDEX);
    }

    /** The calling thread's NUMA node from the area, likewise; where the kernel fills mm_cid it fills node_id too. */
    public static int node() {
        require();
        return (int) read(Calls.NODE);
    }

    private static long read(MemorySegment function) {
        return Downcalls.critical(function, 0, 0, 0, 0);
    }
}
