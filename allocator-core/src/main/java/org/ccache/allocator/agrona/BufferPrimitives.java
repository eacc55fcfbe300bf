package org.ccache.allocator.agrona;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Plain access to values, in the order of the machine or in a given one, at any alignment. An order that is null counts
 * as the other one, as with Agrona's own buffers.
 */
abstract class BufferPrimitives extends BufferRange {
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfChar CHAR = ValueLayout.JAVA_CHAR_UNALIGNED;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    @Override
    public byte getByte(int index) {
        return ALL.get(BYTE, at(index, Byte.BYTES));
    }

    @Override
    public void putByte(int index, byte value) {
        ALL.set(BYTE, at(index, Byte.BYTES), value);
    }

    @Override
    public short getShort(int index) {
        return ALL.get(SHORT, at(index, Short.BYTES));
    }

    @Override
    public short getShort(int index, ByteOrder byteOrder) {
        short value = getShort(index);
        return byteOrder == NATIVE ? value : Short.reverseBytes(value);
    }

    @Override
    public void putShort(int index, short value) {
        ALL.set(SHORT, at(index, Short.BYTES), value);
    }

    @Override
    public void putShort(int index, short value, ByteOrder byteOrder) {
        putShort(index, byteOrder == NATIVE ? value : Short.reverseBytes(value));
    }

    @Override
    public char getChar(int index) {
        return ALL.get(CHAR, at(index, Character.BYTES));
    }

    @Override
    public char getChar(int index, ByteOrder byteOrder) {
        char value = getChar(index);
        return byteOrder == NATIVE ? value : Character.reverseBytes(value);
    }

    @Override
    public void putChar(int index, char value) {
        ALL.set(CHAR, at(index, Character.BYTES), value);
    }

    @Override
    public void putChar(int index, char value, ByteOrder byteOrder) {
        putChar(index, byteOrder == NATIVE ? value : Character.reverseBytes(value));
    }

    @Override
    public int getInt(int index) {
        return ALL.get(INT, at(index, Integer.BYTES));
    }

    @Override
    public int getInt(int index, ByteOrder byteOrder) {
        int value = getInt(index);
        return byteOrder == NATIVE ? value : Integer.reverseBytes(value);
    }

    @Override
    public void putInt(int index, int value) {
        ALL.set(INT, at(index, Integer.BYTES), value);
    }

    @Override
    public void putInt(int index, int value, ByteOrder byteOrder) {
        putInt(index, byteOrder == NATIVE ? value : Integer.reverseBytes(value));
    }

    @Override
    public long getLong(int index) {
        return ALL.get(LONG, at(index, Long.BYTES));
    }

    @Override
    public long getLong(int index, ByteOrder byteOrder) {
        long value = getLong(index);
        return byteOrder == NATIVE ? value : Long.reverseBytes(value);
    }

    @Override
    public void putLong(int index, long value) {
        ALL.set(LONG, at(index, Long.BYTES), value);
    }

    @Override
    public void putLong(int index, long value, ByteOrder byteOrder) {
        putLong(index, byteOrder == NATIVE ? value : Long.reverseBytes(value));
    }

    @Override
    public float getFloat(int index) {
        return ALL.get(FLOAT, at(index, Float.BYTES));
    }

    @Override
    public float getFloat(int index, ByteOrder byteOrder) {
        return Float.intBitsToFloat(getInt(index, byteOrder));
    }

    @Override
    public void putFloat(int index, float value) {
        ALL.set(FLOAT, at(index, Float.BYTES), value);
    }

    @Override
    public void putFloat(int index, float value, ByteOrder byteOrder) {
        putInt(index, Float.floatToRawIntBits(value), byteOrder);
    }

    @Override
    public double getDouble(int index) {
        return ALL.get(DOUBLE, at(index, Double.BYTES));
    }

    @Override
    public double getDouble(int index, ByteOrder byteOrder) {
        return Double.longBitsToDouble(getLong(index, byteOrder));
    }

    @Override
    public void putDouble(int index, double value) {
        ALL.set(DOUBLE, at(index, Double.BYTES), value);
    }

    @Override
    public void putDouble(int index, double value, ByteOrder byteOrder) {
        putLong(index, Double.doubleToRawLongBits(value), byteOrder);
    }
}
