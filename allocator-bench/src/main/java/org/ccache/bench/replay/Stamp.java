package org.ccache.bench.replay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a replay writes into its blocks. The word at offset {@code o} of a block is {@code stamp + o}, where the stamp
 * belongs to the block alone as long as it lives; a remainder of less than a word is the low bytes of the word that
 * would follow. Two live blocks that share a byte therefore cannot both be intact once every byte was written.
 *
 * <p>Addresses are used as they come: an allocator that hands out memory it does not have ends the process.
 */
public final class Stamp {
    /** Returned by the checks for a block as it was written. */
    public static final long INTACT = -1;

    // The whole address space: a constant, so that the bounds and liveness checks of an access fold away.
    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long WORD_BYTES = Long.BYTES;
    private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L; // odd, so distinct owners have distinct stamps

    private Stamp() {}

    /** The stamp of an owner, a number that no other live block has. */
    public static long of(long owner) {
        return (owner + 1) * MULTIPLIER;
    }

    static void writeEdges(long address, long size, long stamp) {
        if (size >= WORD_BYTES) {
            MEMORY.set(WORD, address, stamp);
            if (size >= 2 * WORD_BYTES) {
                MEMORY.set(WORD, address + size - WORD_BYTES, stamp + size - WORD_BYTES);
            }
        } else {
            writeBytes(address, 0, size, stamp);
        }
    }

    static boolean edgesIntact(long address, long size, long stamp) {
        if (size >= WORD_BYTES) {
            return MEMORY.get(WORD, address) == stamp
                    && (size < 2 * WORD_BYTES
                            || MEMORY.get(WORD, address + size - WORD_BYTES) == stamp + size - WORD_BYTES);
        }
        return checkBytes(address, 0, size, stamp) == INTACT;
    }

    public static void writeAll(long address, long size, long stamp) {
        long words = size & -WORD_BYTES;
        for (long offset = 0; offset < words; offset += WORD_BYTES) {
            MEMORY.set(WORD, address + offset, stamp + offset);
        }
        writeBytes(address, words, size, stamp + words);
    }

    /** Offset of the first byte found wrong (at the granularity of a word), or {@link #INTACT}. */
    public static long checkAll(long address, long size, long stamp) {
        long words = size & -WORD_BYTES;
        for (long offset = 0; offset < words; offset += WORD_BYTES) {
            if (MEMORY.get(WORD, address + offset) != stamp + offset) {
                return offset;
            }
        }
        return checkBytes(address, words, size, stamp + words);
    }

    static void copy(long from, long to, long size) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, size);
    }

    private static void writeBytes(long address, long from, long to, long word) {
        for (long offset = from; offset < to; offset++) {
            MEMORY.set(ValueLayout.JAVA_BYTE, address + offset, byteOf(word, offset - from));
        }
    }

    private static long checkBytes(long address, long from, long to, long word) {
        for (long offset = from; offset < to; offset++) {
            if (MEMORY.get(ValueLayout.JAVA_BYTE, address + offset) != byteOf(word, offset - from)) {
                return offset;
            }
        }
        return INTACT;
    }

    private static byte byteOf(long word, long index) {
        return (byte) (word >>> (8 * index));
    }
}
