package org.ccache.sequence;

import org.ccache.layout.RegionLayout;
import org.ccache.library.Downcalls;

/**
 * The four sequences on magazines, arrays of words per (index, class): {@code sequences.md} is the specification.
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
    private Sequences() {}

    /**
     * Links the four calls and the index's, memory's and the fence's along with them, so that none fails later for
     * want of heap or stack in the middle of something. Presumes only that {@link RseqChoice#area} is present. Idempotent; cheap once
     * done.
     *
     * @throws OutOfMemoryError if there is no heap for it now
     * @throws StackOverflowError if there is not even the stack to begin
     */
    public static void link() {
        RseqChoice.link();
    }

    /** Takes the top word of a magazine: the word (positive), or a refusal. */
    public static long pop(long base, long header, long limit) {
        return RseqChoice.Index.BY_CID
                ? Downcalls.popCid(RseqChoice.Index.AREA, base, header, limit)
                : Downcalls.popCpu(RseqChoice.Index.AREA, base, header, limit);
    }

    /**
     * Puts a word, a multiple of 16, on top of a magazine: 0, or the word with the code of the refusal in its low bits
     * ({@link RegionLayout#pushCode}, {@link RegionLayout#pushBlock}): a caller that goes on with the result need not
     * keep the word alive across the call.
     */
    public static long push(long base, long header, long limit, long word) {
        return RseqChoice.Index.BY_CID
                ? Downcalls.pushCid(RseqChoice.Index.AREA, base, header, limit, word)
                : Downcalls.pushCpu(RseqChoice.Index.AREA, base, header, limit, word);
    }

    /**
     * Takes the top {@code n} words, at most 64 at once, to {@code out}: the number taken (0: empty), or a refusal.
     * {@code out} keeps their order and must not lie in a region.
     */
    public static long popBatch(long base, long header, long limit, long out, long n) {
        return RseqChoice.Index.BY_CID
                ? Downcalls.popBatchCid(RseqChoice.Index.AREA, base, header, limit, out, n)
                : Downcalls.popBatchCpu(RseqChoice.Index.AREA, base, header, limit, out, n);
    }

    /**
     * Puts the last words of {@code in[0..n)}, at most 64 at once and as many as there is room for, on top: the number
     * put (0: full), or a refusal. What was not put stands in {@code in[0..n - result)}: the source is a stack too.
     */
    public static long pushBatch(long base, long header, long limit, long in, long n) {
        long skip = Math.max(0, n - RegionLayout.MAX_BATCH); // the sequence takes the tail of what it is given
        long from = in + skip * Long.BYTES;
        return RseqChoice.Index.BY_CID
                ? Downcalls.pushBatchCid(RseqChoice.Index.AREA, base, header, limit, from, n - skip)
                : Downcalls.pushBatchCpu(RseqChoice.Index.AREA, base, header, limit, from, n - skip);
    }
}
