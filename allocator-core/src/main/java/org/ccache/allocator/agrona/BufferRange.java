package org.ccache.allocator.agrona;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.ccache.allocator.memory.Memory;

/**
 * The memory that a {@link BlockBuffer} is a view of: where it begins, how long it is, and what may be wrapped.
 *
 * <p>Agrona's interfaces have 150 methods, so the buffer is in layers: this one, {@link BufferPrimitives}, {@link
 * BufferBytes}, {@link BufferStrings}, {@link BufferNumbers}, and atomic access on top. Every access is a check by
 * Agrona's own switch, then one of {@link #ALL} at {@code address + index}: with the segment a constant, its own checks
 * fold to a test of the sign.
 */
abstract class BufferRange implements MutableDirectBuffer {
    static final MemorySegment ALL = Memory.everything(); // null, where denied: the constructor says so

    long address;
    int capacity;
    private ByteBuffer wrapped; // kept alive for as long as it is viewed; null: none
    private int wrapAdjustment;

    BufferRange() {
        Memory.check();
    }

    @Override
    public void wrap(long address, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("length " + length + ": must be 0 or more bytes");
        }
        set(address, length, null, 0);
    }

    @Override
    public void wrap(ByteBuffer buffer) {
        wrap(buffer, 0, buffer.capacity());
    }

    @Override
    public void wrap(ByteBuffer buffer, int offset, int length) {
        if (SHOULD_BOUNDS_CHECK) {
            Objects.checkFromIndexSize(offset, length, buffer.capacity());
        }
        if (!buffer.isDirect()) {
            throw onHeap();
        }
        set(whole(buffer).address() + offset, length, buffer, offset);
    }

    @Override
    public void wrap(DirectBuffer buffer) {
        wrap(buffer, 0, buffer.capacity());
    }

    @Override
    public void wrap(DirectBuffer buffer, int offset, int length) {
        if (SHOULD_BOUNDS_CHECK) {
            Objects.checkFromIndexSize(offset, length, buffer.capacity());
        }
        if (buffer.byteArray() != null) {
            throw onHeap();
        }
        set(buffer.addressOffset() + offset, length, buffer.byteBuffer(), buffer.wrapAdjustment() + offset);
    }

    @Override
    public void wrap(byte[] buffer) {
        throw onHeap();
    }

    @Override
    public void wrap(byte[] buffer, int offset, int length) {
        throw onHeap();
    }

    /** A view of either kind of memory would pay for it at each access. Agrona's expandable buffers refuse alike. */
    private static UnsupportedOperationException onHeap() {
        return new UnsupportedOperationException("a BlockBuffer is a view of memory outside the Java heap");
    }

    private void set(long newAddress, int newCapacity, ByteBuffer owner, int adjustment) {
        address = newAddress;
        capacity = newCapacity;
        wrapped = owner;
        wrapAdjustment = adjustment;
    }

    /** All of a buffer, wherever its position and limit are. */
    static MemorySegment whole(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer.duplicate().clear());
    }

    @Override
    public long addressOffset() {
        return address;
    }

    /** {@return null: it is outside the heap} */
    @Override
    public byte[] byteArray() {
        return null;
    }

    @Override
    public ByteBuffer byteBuffer() {
        return wrapped;
    }

    @Override
    public int wrapAdjustment() {
        return wrapAdjustment;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public boolean isExpandable() {
        return false;
    }

    @Override
    public void checkLimit(int limit) {
        if (limit > capacity) {
            throw new IndexOutOfBoundsException("limit=" + limit + " is beyond capacity=" + capacity);
        }
    }

    @Override
    public void boundsCheck(int index, int length) {
        Objects.checkFromIndexSize(index, length, capacity);
    }

    /**
     * The address of a value of so many bytes, 1 or more. The check is in two compares that the compiler knows from
     * array accesses: it makes them one, and moves it out of loops, which it does not do for {@code
     * checkFromIndexSize}.
     */
    final long at(int index, int bytes) {
        if (SHOULD_BOUNDS_CHECK && (index < 0 || bytes > capacity - index)) {
            Objects.checkFromIndexSize(index, bytes, capacity); // says it
        }
        return address + index;
    }

    /** The address of a range, of any length that a caller may give. */
    final long range(int index, int length) {
        if (SHOULD_BOUNDS_CHECK) {
            Objects.checkFromIndexSize(index, length, capacity);
        }
        return address + index;
    }
}
