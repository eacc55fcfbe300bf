package org.ccache.bench.machine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/** Reads and writes memory by address, the same way for every allocator that handed it out. */
public final class Touch {
    private static final int PAGE = 4096;

    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

    private Touch() {}

    /** Writes all bytes. */
    public static void fill(long address, long size) {
        MEMORY.asSlice(address, size).fill((byte) 1);
    }

    /** Writes the first byte, one of each page and the last. */
    public static void pages(long address, long size) {
        for (long at = 0; at < size; at += PAGE) {
            MEMORY.set(ValueLayout.JAVA_BYTE, address + at, (byte) 1);
        }
        MEMORY.set(ValueLayout.JAVA_BYTE, address + size - 1, (byte) 1);
    }

    /** Writes the first word and the last of at least two; the block may end anywhere. */
    public static void putEdges(long address, long size, long value) {
        MEMORY.set(WORD, address, value);
        MEMORY.set(WORD, address + size - Long.BYTES, value);
    }

    /** Reads the two: whether both are as written. */
    public static boolean hasEdges(long address, long size, long value) {
        return MEMORY.get(WORD, address) == value && MEMORY.get(WORD, address + size - Long.BYTES) == value;
    }

    /** Writes one byte. */
    public static void put(long address, byte value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, address, value);
    }

    /** Writes a word; the address is a multiple of 8. */
    public static void putLong(long address, long value) {
        MEMORY.set(ValueLayout.JAVA_LONG, address, value);
    }

    /** Reads a word; the address is a multiple of 8. */
    public static long getLong(long address) {
        return MEMORY.get(ValueLayout.JAVA_LONG, address);
    }

    /** Writes one byte, once for each call: the compiler may not drop or join such writes. */
    public static void putOpaque(long address, byte value) {
        BYTE.setOpaque(MEMORY, address, value);
    }

    /** Reads one byte, once for each call. */
    public static byte getOpaque(long address) {
        return (byte) BYTE.getOpaque(MEMORY, address);
    }

    /** Reads all bytes; the sum is to be used, so that the reads really happen. */
    public static long sum(long address, long size) {
        long sum = 0;
        for (long at = address; at < address + size; at++) {
            sum += MEMORY.get(ValueLayout.JAVA_BYTE, at);
        }
        return sum;
    }

    /** Reads one byte. */
    public static byte get(long address) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, address);
    }

    /** A view of a block as channels want it. */
    public static ByteBuffer buffer(long address, int size) {
        return MEMORY.asSlice(address, size).asByteBuffer();
    }
}
