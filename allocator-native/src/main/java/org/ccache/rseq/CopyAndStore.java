package org.ccache.rseq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Objects;
import org.ccache.layout.SpaceLayout;
import org.ccache.os.ZeroedMemory;
import org.ccache.rseq.space.Operations;
import org.ccache.rseq.space.PlainOperations;
import org.ccache.rseq.space.Space;
import org.ccache.sequence.PerCpuCalls;

/**
 * Copies bytes to the copy of the calling thread's index and then commits a word that says so. Reusable.
 *
 * <p>As with {@link StoreBatch} the bytes may be there without the commit: they must go where nobody looks before it.
 * At most {@value #MAX_BYTES} bytes. Not thread-safe: one thread at a time. Errors of {@link PerCpuMemory}.
 */
public final class CopyAndStore {
    /** The most bytes that are copied at once. */
    public static final int MAX_BYTES = SpaceLayout.MAX_COPY;

    private final PerCpuMemory memory;

    /**
     * With the bytes too, out of any heap and any other owner's hands; written anew by each commit, but for their
     * address.
     */
    private final MemorySegment block = ZeroedMemory.words(PlainOperations.COPY_STAGE + MAX_BYTES);

    /**
     * Makes one that writes to the regions of a memory.
     *
     * @param memory that bytes and words go to
     */
    public CopyAndStore(PerCpuMemory memory) {
        this.memory = Objects.requireNonNull(memory);
        block.set(ValueLayout.JAVA_LONG, PlainOperations.COPY_SOURCE, block.address() + PlainOperations.COPY_STAGE);
    }

    /**
     * If the word at {@code offset} is as expected: copies {@code length} bytes to {@code destination}, then
     * stores the value (release).
     *
     * @param offset of the word
     * @param expected what the word must hold
     * @param value stored into the word, after the bytes
     * @param destination of the bytes: an offset like the word's, but of any alignment
     * @param source of the bytes, on the heap or off
     * @param sourceOffset of the first byte in the source
     * @param length in bytes, 0 allowed
     * @return whether the word was as expected, and the value is committed
     * @throws IllegalArgumentException also if the bytes would go over the word, or are more than {@value #MAX_BYTES}
     * @throws IndexOutOfBoundsException also if source or destination are too short
     */
    public boolean commit(
            long offset,
            long expected,
            long value,
            long destination,
            MemorySegment source,
            long sourceOffset,
            long length) {
        long at = memory.at(offset);
        long to = memory.at(destination, length);
        if (length > MAX_BYTES || destination < offset + Long.BYTES && offset < destination + length) {
            throw new IllegalArgumentException(length + " bytes to " + destination + ", the word at " + offset);
        }
        Objects.checkFromIndexSize(sourceOffset, length, source.byteSize());
        MemorySegment.copy(source, sourceOffset, block, PlainOperations.COPY_STAGE, length);
        block.set(ValueLayout.JAVA_LONG, PlainOperations.COPY_EXPECTED, expected);
        block.set(ValueLayout.JAVA_LONG, PlainOperations.COPY_VALUE, value);
        block.set(ValueLayout.JAVA_LONG, PlainOperations.COPY_DESTINATION, to);
        block.set(ValueLayout.JAVA_LONG, PlainOperations.COPY_LENGTH, length);
        Space space = memory.space();
        try {
            long result = PerCpuCalls.copyStore(space.base(), at, block.address());
            if (result < 0 && result != SpaceLayout.DIFFERENT) {
                result = space.settle(result, Operations.COPY_STORE, at, 0, 0, block);
            }
            return result >= 0;
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
