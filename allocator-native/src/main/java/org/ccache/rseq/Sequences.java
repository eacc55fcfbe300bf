package org.ccache.rseq;

import org.ccache.os.Downcalls;
import org.ccache.os.RegionLayout;

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
 * Presumes that {@link Rseq#mode()} is not {@link RseqMode#UNAVAILABLE}.
 */
public final class Sequences {
    private Sequences() {}

    /**
     * Links the four calls, so that none fails later for want of heap or stack in the middle of something. With no
     * region at all each refuses the index and touches nothing. Presumes only {@link Rseq#start}.
     */
    public static void link() {
        pop(0, 0, 0);
        push(0, 0, 0, 0);
        popBatch(0, 0, 0, 0, 1);
        pushBatch(0, 0, 0, 0, 1);
    }

    /** Takes the top word of a magazine: the word (positive), or a refusal. */
    public static long pop(long base, long header, long limit) {
        return Rseq.BY_CID
                ? Downcalls.popCid(Rseq.AREA, base, header, limit)
                : Downcalls.popCpu(Rseq.AREA, base, header, limit);
    }

    /**
     * Puts a word, a multiple of 16, on top of a magazine: 0, or the word with the code of the refusal in its low bits
     * ({@link RegionLayout#pushCode}, {@link RegionLayout#pushBlock}): a caller that goes on with the result need not
     * keep the word alive across the call.
     */
    public static long push(long base, long header, long limit, long word) {
        return Rseq.BY_CID
                ? Downcalls.pushCid(Rseq.AREA, base, header, limit, word)
                : Downcalls.pushCpu(Rseq.AREA, base, header, limit, word);
    }

    /**
     * Takes the top {@code n} words, at most 64 at once, to {@code out}: the number taken (0: empty), or a refusal.
     * {@code out} keeps their order and must not lie in a region.
     */
    public static long popBatch(long base, long header, long limit, long out, long n) {
        return Rseq.BY_CID
                ? Downcalls.popBatchCid(Rseq.AREA, base, header, limit, out, n)
                : Downcalls.popBatchCpu(Rseq.AREA, base, header, limit, out, n);
    }

    /**
     * Puts the last words of {@code in[0..n)}, at most 64 at once and as many as there is room for, on top: the number
     * put (0: full), or a refusal. What was not put stands in {@code in[0..n - result)}: the source is a stack too.
     */
    public static long pushBatch(long base, long header, long limit, long in, long n) {
        long skip = Math.max(0, n - RegionLayout.MAX_BATCH); // the sequence takes the tail of what it is given
        long from = in + skip * Long.BYTES;
        return Rseq.BY_CID
                ? Downcalls.pushBatchCid(Rseq.AREA, base, header, limit, from, n - skip)
                : Downcalls.pushBatchCpu(Rseq.AREA, base, header, limit, from, n - skip);
    }
}
