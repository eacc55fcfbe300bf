package org.ccache.allocator.agrona;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.ccache.allocator.memory.Memory;

/** Bytes in bulk: copies from and to every kind of buffer, fills, and what compares contents. */
abstract class BufferBytes extends BufferPrimitives {
    private static final int LONG_FILL = 128; // from here on the JDK's own, which is a call, is faster

    @Override
    public void setMemory(int index, int length, byte value) {
        long from = range(index, length);
        if (length >= LONG_FILL) {
            ALL.asSlice(from, length).fill(value);
            return;
        }
        long word = (value & 0xffL) * 0x0101_0101_0101_0101L;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            ALL.set(LONG, from + i, word);
        }
        for (; i < length; i++) {
            ALL.set(BYTE, from + i, value);
        }
    }

    @Override
    public void getBytes(int index, byte[] dst) {
        getBytes(index, dst, 0, dst.length);
    }

    @Override
    public void getBytes(int index, byte[] dst, int offset, int length) {
        long from = range(index, length);
        if (SHOULD_BOUNDS_CHECK) {
            Objects.checkFromIndexSize(offset, length, dst.length);
        }
        MemorySegment.copy(ALL, BYTE, from, dst, offset, length);
    }

    @Override
    public void getBytes(int index, MutableDirectBuffer dstBuffer, int dstIndex, int length) {
        dstBuffer.putBytes(dstIndex, this, index, length);
    }

    @Override
    public void getBytes(int index, ByteBuffer dstBuffer, int length) {
        int position = dstBuffer.position();
        getBytes(index, dstBuffer, position, length);
        dstBuffer.position(position + length);
    }

    @Override
    public void getBytes(int index, ByteBuffer dstBuffer, int dstOffset, int length) {
        long from = range(index, length);
        if (SHOULD_BOUNDS_CHECK) {
            Objects.checkFromIndexSize(dstOffset, length, dstBuffer.capacity());
        }
        if (dstBuffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        MemorySegment.copy(ALL, from, whole(dstBuffer), dstOffset, length);
    }

    @Override
    public void putBytes(int index, byte[] src) {
        putBytes(index, src, 0, src.length);
    }

    @Override
    public void putBytes(int index, byte[] src, int offset, int length) {
        long to = range(index, length);
        if (SHOULD_BOUNDS_CHECK) {
            Objects.checkFromIndexSize(offset, length, src.length);
        }
        MemorySegment.copy(src, offset, ALL, BYTE, to, length);
    }

    @Override
    public void putBytes(int index, ByteBuffer srcBuffer, int length) {
        int position = srcBuffer.position();
        putBytes(index, srcBuffer, position, length);
        srcBuffer.position(position + length);
    }

    @Override
    public void putBytes(int index, ByteBuffer srcBuffer, int srcIndex, int length) {
        long to = range(index, length);
        if (SHOULD_BOUNDS_CHECK) {
            Objects.checkFromIndexSize(srcIndex, length, srcBuffer.capacity());
        }
        MemorySegment.copy(whole(srcBuffer), srcIndex, ALL, to, length);
    }

    /** Of a buffer on the heap {@code wrapAdjustment} says where in its array it begins. */
    @Override
    public void putBytes(int index, DirectBuffer srcBuffer, int srcIndex, int length) {
        long to = range(index, length);
        if (SHOULD_BOUNDS_CHECK) {
            srcBuffer.boundsCheck(srcIndex, length);
        }
        byte[] array = srcBuffer.byteArray();
        if (array == null) {
            Memory.copy(srcBuffer.addressOffset() + srcIndex, to, length);
        } else {
            MemorySegment.copy(array, srcBuffer.wrapAdjustment() + srcIndex, ALL, BYTE, to, length);
        }
    }

    /** {@return whether the other one is of the same class, and has the same contents} */
    @Override
    public boolean equals(Object other) {
        return other instanceof BufferBytes that
                && capacity == that.capacity
                && MemorySegment.mismatch(ALL, address, address + capacity, ALL, that.address, that.address + capacity)
                        < 0;
    }

    /** {@return a number of the contents: that of Agrona's buffers} */
    @Override
    public int hashCode() {
        int hash = 19;
        long end = address + capacity;
        long next = address;
        for (; next <= end - Long.BYTES; next += Long.BYTES) {
            hash = 31 * hash + Long.hashCode(ALL.get(LONG, next));
        }
        for (; next < end; next++) {
            hash = 31 * hash + ALL.get(BYTE, next);
        }
        return hash;
    }

    /** As Agrona's buffers: by words in the order of the machine, then by bytes, both with a sign, then by length. */
    @Override
    public int compareTo(DirectBuffer that) {
        int length = Math.min(capacity, that.capacity());
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            int difference = Long.compare(ALL.get(LONG, address + i), that.getLong(i));
            if (difference != 0) {
                return difference;
            }
        }
        for (; i < length; i++) {
            int difference = Byte.compare(ALL.get(BYTE, address + i), that.getByte(i));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(capacity, that.capacity());
    }
}
