package org.ccache.allocator.agrona;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A block, or any memory outside the Java heap, as a buffer of Agrona's: as its {@code UnsafeBuffer}, but by the JDK's
 * public API, so that Java need not be started with {@code --add-opens}. Its bounds checks are on unless Agrona's own
 * switch, {@code -Dagrona.disable.bounds.checks=true}, turns them off for all buffers.
 *
 * <p>It does what {@code UnsafeBuffer} does, to the byte and to the type of the exception, but is stricter where that
 * one does harm in silence:
 *
 * <ul>
 *   <li>It wraps no memory on the Java heap ({@link UnsupportedOperationException}), though it copies from and to it.
 *   <li>Atomic access is at multiples of its size only ({@link IllegalArgumentException}): anywhere else it would not
 *       be atomic. Plain access is at any index.
 *   <li>A {@code ByteBuffer} that is read-only is not written ({@link java.nio.ReadOnlyBufferException}).
 *   <li>A negative length is not wrapped, and what is negative is no natural number ({@link IllegalArgumentException}).
 * </ul>
 *
 * <p>It keeps nothing alive but a {@code ByteBuffer} that it wraps, and nothing notices when its block is freed.
 * Threads may share it as long as none wraps.
 */
@SuppressWarnings({"exports", "removal"}) // Agrona is an automatic module, whoever uses this has it; its old names too
public final class BlockBuffer extends BufferNumbers implements AtomicBuffer {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle HALF = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle SHORTS = ValueLayout.JAVA_SHORT.varHandle();
    private static final VarHandle CHARS = ValueLayout.JAVA_CHAR.varHandle();
    private static final VarHandle BYTES = ValueLayout.JAVA_BYTE.varHandle();

    /** Makes a view of nothing, to be wrapped around something. */
    public BlockBuffer() {}

    /**
     * Makes a view of memory that the caller owns.
     *
     * @param address of its first byte
     * @param length in bytes, 0 or more
     * @throws IllegalArgumentException if the length is negative
     */
    @SuppressWarnings("this-escape") // into a superclass of its own that sets two fields
    public BlockBuffer(long address, int length) {
        wrap(address, length);
    }

    @Override
    public void verifyAlignment() {
        if ((address & ALIGNMENT - 1) != 0) {
            throw new IllegalStateException("AtomicBuffer is not correctly aligned: addressOffset=" + address
                    + " is not divisible by " + ALIGNMENT);
        }
    }

    @Override
    public long getLongVolatile(int index) {
        return (long) WORD.getVolatile(ALL, at(index, Long.BYTES));
    }

    @Override
    public long getLongAcquire(int index) {
        return (long) WORD.getAcquire(ALL, at(index, Long.BYTES));
    }

    @Override
    public long getLongOpaque(int index) {
        return (long) WORD.getOpaque(ALL, at(index, Long.BYTES));
    }

    @Override
    public void putLongVolatile(int index, long value) {
        WORD.setVolatile(ALL, at(index, Long.BYTES), value);
    }

    @Override
    public void putLongRelease(int index, long value) {
        WORD.setRelease(ALL, at(index, Long.BYTES), value);
    }

    @Override
    public void putLongOpaque(int index, long value) {
        WORD.setOpaque(ALL, at(index, Long.BYTES), value);
    }

    @Override
    public void putLongOrdered(int index, long value) {
        putLongRelease(index, value);
    }

    @Override
    public long addLongOrdered(int index, long increment) {
        return addLongRelease(index, increment);
    }

    @Override
    public long addLongRelease(int index, long increment) {
        return (long) WORD.getAndAddRelease(ALL, at(index, Long.BYTES), increment);
    }

    /** For one writer: a load and a store, not one step. */
    @Override
    public long addLongOpaque(int index, long increment) {
        long before = getLongOpaque(index);
        putLongOpaque(index, before + increment);
        return before;
    }

    @Override
    public boolean compareAndSetLong(int index, long expectedValue, long updateValue) {
        return WORD.compareAndSet(ALL, at(index, Long.BYTES), expectedValue, updateValue);
    }

    @Override
    public long compareAndExchangeLong(int index, long expectedValue, long updateValue) {
        return (long) WORD.compareAndExchange(ALL, at(index, Long.BYTES), expectedValue, updateValue);
    }

    @Override
    public long getAndSetLong(int index, long value) {
        return (long) WORD.getAndSet(ALL, at(index, Long.BYTES), value);
    }

    @Override
    public long getAndAddLong(int index, long delta) {
        return (long) WORD.getAndAdd(ALL, at(index, Long.BYTES), delta);
    }

    @Override
    public int getIntVolatile(int index) {
        return (int) HALF.getVolatile(ALL, at(index, Integer.BYTES));
    }

    @Override
    public int getIntAcquire(int index) {
        return (int) HALF.getAcquire(ALL, at(index, Integer.BYTES));
    }

    @Override
    public int getIntOpaque(int index) {
        return (int) HALF.getOpaque(ALL, at(index, Integer.BYTES));
    }

    @Override
    public void putIntVolatile(int index, int value) {
        HALF.setVolatile(ALL, at(index, Integer.BYTES), value);
    }

    @Override
    public void putIntRelease(int index, int value) {
        HALF.setRelease(ALL, at(index, Integer.BYTES), value);
    }

    @Override
    public void putIntOpaque(int index, int value) {
        HALF.setOpaque(ALL, at(index, Integer.BYTES), value);
    }

    @Override
    public void putIntOrdered(int index, int value) {
        putIntRelease(index, value);
    }

    @Override
    public int addIntOrdered(int index, int increment) {
        return addIntRelease(index, increment);
    }

    @Override
    public int addIntRelease(int index, int increment) {
        return (int) HALF.getAndAddRelease(ALL, at(index, Integer.BYTES), increment);
    }

    /** For one writer: a load and a store, not one step. */
    @Override
    public int addIntOpaque(int index, int increment) {
        int before = getIntOpaque(index);
        putIntOpaque(index, before + increment);
        return before;
    }

    @Override
    public boolean compareAndSetInt(int index, int expectedValue, int updateValue) {
        return HALF.compareAndSet(ALL, at(index, Integer.BYTES), expectedValue, updateValue);
    }

    @Override
    public int compareAndExchangeInt(int index, int expectedValue, int updateValue) {
        return (int) HALF.compareAndExchange(ALL, at(index, Integer.BYTES), expectedValue, updateValue);
    }

    @Override
    public int getAndSetInt(int index, int value) {
        return (int) HALF.getAndSet(ALL, at(index, Integer.BYTES), value);
    }

    @Override
    public int getAndAddInt(int index, int delta) {
        return (int) HALF.getAndAdd(ALL, at(index, Integer.BYTES), delta);
    }

    @Override
    public short getShortVolatile(int index) {
        return (short) SHORTS.getVolatile(ALL, at(index, Short.BYTES));
    }

    @Override
    public void putShortVolatile(int index, short value) {
        SHORTS.setVolatile(ALL, at(index, Short.BYTES), value);
    }

    @Override
    public char getCharVolatile(int index) {
        return (char) CHARS.getVolatile(ALL, at(index, Character.BYTES));
    }

    @Override
    public void putCharVolatile(int index, char value) {
        CHARS.setVolatile(ALL, at(index, Character.BYTES), value);
    }

    @Override
    public byte getByteVolatile(int index) {
        return (byte) BYTES.getVolatile(ALL, at(index, Byte.BYTES));
    }

    @Override
    public void putByteVolatile(int index, byte value) {
        BYTES.setVolatile(ALL, at(index, Byte.BYTES), value);
    }

    @Override
    public String toString() {
        return "BlockBuffer[0x" + Long.toHexString(address) + ", " + capacity + " bytes]";
    }
}
