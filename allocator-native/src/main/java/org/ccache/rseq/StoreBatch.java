package org.ccache.rseq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Objects;
import org.ccache.layout.SpaceLayout;
import org.ccache.os.ZeroedMemory;
import org.ccache.rseq.space.Operations;
import org.ccache.rseq.space.Space;
import org.ccache.sequence.PerCpuCalls;

/**
 * Several stores to the copy of the calling thread's index, of which the last one decides: compares, then stores,
 * then the commit. Reusable.
 *
 * <pre>{@code
 * batch.clear().compare(COUNT, n).store(slot(n), value).commit(COUNT, n + 1);
 * }</pre>
 *
 * <p>The commit is done only if every compare held, and with release. <b>The stores before it are not undone when the
 * sequence is aborted</b> or refused: they must go to words that mean nothing until the commit says so, such as the
 * slot above a count.
 *
 * <p>At most 16 compares and stores. Not thread-safe: one thread at a time. Errors of {@link PerCpuMemory}.
 */
public final class StoreBatch {
    private static final long PAIR = 2L * Long.BYTES;

    private final PerCpuMemory memory;
    private final MemorySegment block = ZeroedMemory.words(Long.BYTES + SpaceLayout.MAX_STORES * PAIR);

    // Counted when a pair is there: an error before leaves the batch as it was.
    private int compares;
    private int stores;

    /**
     * Makes an empty one for the words of a memory.
     *
     * @param memory whose words are compared and stored
     */
    public StoreBatch(PerCpuMemory memory) {
        this.memory = Objects.requireNonNull(memory);
    }

    /**
     * Forgets all compares and stores.
     *
     * @return this batch
     */
    public StoreBatch clear() {
        compares = 0;
        stores = 0;
        return this;
    }

    /**
     * Makes the commit depend on a word.
     *
     * @param offset of the word
     * @param expected what it must hold
     * @return this batch
     * @throws IllegalStateException after a store: compares come first
     */
    public StoreBatch compare(long offset, long expected) {
        if (stores > 0) {
            throw new IllegalStateException("a compare after a store");
        }
        pair(offset, expected);
        compares++;
        return this;
    }

    /**
     * Stores, before the commit.
     *
     * @param offset of the word
     * @param value stored there, with the commit or without
     * @return this batch
     * @throws IllegalArgumentException also if the word is compared: a sequence that is aborted after this store starts
     *     again, and would then find the word different
     */
    public StoreBatch store(long offset, long value) {
        long at = memory.at(offset);
        for (int pair = 0; pair < compares; pair++) {
            if (block.get(ValueLayout.JAVA_LONG, Long.BYTES + pair * PAIR) == at) {
                throw new IllegalArgumentException("offset " + offset + " is compared");
            }
        }
        pair(offset, value);
        stores++;
        return this;
    }

    private void pair(long offset, long value) {
        int number = compares + stores;
        if (number == SpaceLayout.MAX_STORES) {
            throw new IllegalStateException("more than " + SpaceLayout.MAX_STORES + " compares and stores");
        }
        block.set(ValueLayout.JAVA_LONG, Long.BYTES + number * PAIR, memory.at(offset));
        block.set(ValueLayout.JAVA_LONG, Long.BYTES + number * PAIR + Long.BYTES, value);
    }

    /**
     * Does it all. What the batch holds stays for the next time.
     *
     * @param offset of the word that is written last
     * @param value stored there if every compare held
     * @return whether every compare held, and the value is committed
     * @throws IllegalArgumentException also if the word to commit is among those stored before
     */
    public boolean commit(long offset, long value) {
        long at = memory.at(offset);
        for (int pair = compares; pair < compares + stores; pair++) {
            if (block.get(ValueLayout.JAVA_LONG, Long.BYTES + pair * PAIR) == at) {
                throw new IllegalArgumentException("offset " + offset + " is stored before the commit");
            }
        }
        block.set(ValueLayout.JAVA_LONG, 0, value);
        Space space = memory.space();
        long counts = compares | (long) stores << 32;
        try {
            long result = PerCpuCalls.storeBatch(space.base(), at, block.address(), counts);
            if (result < 0 && result != SpaceLayout.DIFFERENT) {
                result = space.settle(result, Operations.STORE_BATCH, at, counts, 0, block);
            }
            return result >= 0;
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
