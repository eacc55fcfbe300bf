package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.assertj.core.api.Assertions;

/** What a test writes into a block, derived from its address and size: a block handed out twice or cut short shows. */
final class BlockStamp {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long STRIDE = 4096;

    private BlockStamp() {}

    static void write(MemorySegment block) {
        long size = block.byteSize();
        long value = value(block);
        if (size < Long.BYTES) {
            for (long i = 0; i < size; i++) {
                block.set(ValueLayout.JAVA_BYTE, i, (byte) (value >>> 8 * i));
            }
            return;
        }
        for (long i = 0; i <= size - Long.BYTES; i += STRIDE) {
            block.set(WORD, i, value + i);
        }
        block.set(WORD, size - Long.BYTES, value + size - Long.BYTES);
    }

    static void verify(MemorySegment block) {
        long size = block.byteSize();
        long value = value(block);
        if (size < Long.BYTES) {
            for (long i = 0; i < size; i++) {
                expect(block, i, (byte) (value >>> 8 * i), block.get(ValueLayout.JAVA_BYTE, i));
            }
            return;
        }
        // The last word may overlap the one before it: it was written later, so that one is not looked at.
        for (long i = 0; i <= size - 2 * Long.BYTES; i += STRIDE) {
            expect(block, i, value + i, block.get(WORD, i));
        }
        expect(block, size - Long.BYTES, value + size - Long.BYTES, block.get(WORD, size - Long.BYTES));
    }

    /** What is left at the start of a block of what was stamped at another address with another size. */
    static void verifyMoved(MemorySegment kept, long oldAddress, long oldSize) {
        long value = value(oldAddress, oldSize);
        if (oldSize < Long.BYTES) {
            for (long i = 0; i < kept.byteSize(); i++) {
                expect(kept, i, (byte) (value >>> 8 * i), kept.get(ValueLayout.JAVA_BYTE, i));
            }
            return;
        }
        for (long i = 0; i <= Math.min(kept.byteSize() - Long.BYTES, oldSize - 2 * Long.BYTES); i += STRIDE) {
            expect(kept, i, value + i, kept.get(WORD, i));
        }
        if (kept.byteSize() >= oldSize) {
            expect(kept, oldSize - Long.BYTES, value + oldSize - Long.BYTES, kept.get(WORD, oldSize - Long.BYTES));
        }
    }

    private static long value(MemorySegment block) {
        return value(block.address(), block.byteSize());
    }

    private static long value(long address, long size) {
        return (address ^ size << 48) * 0x9E3779B97F4A7C15L;
    }

    private static void expect(MemorySegment block, long offset, long expected, long actual) {
        if (expected != actual) {
            Assertions.fail(
                    "block 0x%x of %d bytes: offset %d reads %x, written was %x",
                    block.address(), block.byteSize(), offset, actual, expected);
        }
    }
}
