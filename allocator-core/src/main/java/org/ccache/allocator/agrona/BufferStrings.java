package org.ccache.allocator.agrona;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.agrona.LangUtil;

/**
 * Strings in ASCII and UTF-8, with their length in 4 bytes before them or without. What ASCII has not is put as a
 * question mark.
 */
abstract class BufferStrings extends BufferBytes {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'}; // what Agrona puts for none, in UTF-8
    private static final char LAST_ASCII = 127;

    @Override
    public String getStringAscii(int index) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index));
    }

    @Override
    public String getStringAscii(int index, ByteOrder byteOrder) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index, byteOrder));
    }

    @Override
    public String getStringAscii(int index, int length) {
        return string(index + STR_HEADER_LEN, length, StandardCharsets.US_ASCII);
    }

    @Override
    public String getStringWithoutLengthAscii(int index, int length) {
        return string(index, length, StandardCharsets.US_ASCII);
    }

    @Override
    public String getStringUtf8(int index) {
        return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index));
    }

    @Override
    public String getStringUtf8(int index, ByteOrder byteOrder) {
        return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index, byteOrder));
    }

    @Override
    public String getStringUtf8(int index, int length) {
        return string(index + STR_HEADER_LEN, length, StandardCharsets.UTF_8);
    }

    @Override
    public String getStringWithoutLengthUtf8(int index, int length) {
        return string(index, length, StandardCharsets.UTF_8);
    }

    private String string(int index, int length, Charset charset) {
        long from = range(index, length);
        byte[] bytes = new byte[length];
        MemorySegment.copy(ALL, BYTE, from, bytes, 0, length);
        return new String(bytes, charset);
    }

    @Override
    public int getStringAscii(int index, Appendable appendable) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index), appendable);
    }

    @Override
    public int getStringAscii(int index, Appendable appendable, ByteOrder byteOrder) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index, byteOrder), appendable);
    }

    @Override
    public int getStringAscii(int index, int length, Appendable appendable) {
        return append(range(index, STR_HEADER_LEN + length) + STR_HEADER_LEN, length, appendable);
    }

    @Override
    public int getStringWithoutLengthAscii(int index, int length, Appendable appendable) {
        return append(range(index, length), length, appendable);
    }

    private static int append(long from, int length, Appendable appendable) {
        try {
            for (int i = 0; i < length; i++) {
                byte character = ALL.get(BYTE, from + i);
                appendable.append(character < 0 ? '?' : (char) character);
            }
        } catch (IOException e) {
            LangUtil.rethrowUnchecked(e);
        }
        return length;
    }

    @Override
    public int putStringAscii(int index, String value) {
        return putWithLength(index, value, ByteOrder.nativeOrder());
    }

    @Override
    public int putStringAscii(int index, CharSequence value) {
        return putWithLength(index, value, ByteOrder.nativeOrder());
    }

    @Override
    public int putStringAscii(int index, String value, ByteOrder byteOrder) {
        return putWithLength(index, value, byteOrder);
    }

    @Override
    public int putStringAscii(int index, CharSequence value, ByteOrder byteOrder) {
        return putWithLength(index, value, byteOrder);
    }

    private int putWithLength(int index, CharSequence value, ByteOrder byteOrder) {
        if (value == null) {
            putInt(index, 0);
            return STR_HEADER_LEN;
        }
        int length = value.length();
        range(index, length + STR_HEADER_LEN);
        putInt(index, length, byteOrder);
        return STR_HEADER_LEN + put(index + STR_HEADER_LEN, value, 0, length);
    }

    @Override
    public int putStringWithoutLengthAscii(int index, String value) {
        return value == null ? 0 : put(index, value, 0, value.length());
    }

    @Override
    public int putStringWithoutLengthAscii(int index, CharSequence value) {
        return value == null ? 0 : put(index, value, 0, value.length());
    }

    @Override
    public int putStringWithoutLengthAscii(int index, String value, int valueOffset, int length) {
        return value == null ? 0 : put(index, value, valueOffset, Math.min(value.length() - valueOffset, length));
    }

    @Override
    public int putStringWithoutLengthAscii(int index, CharSequence value, int valueOffset, int length) {
        return value == null ? 0 : put(index, value, valueOffset, Math.min(value.length() - valueOffset, length));
    }

    private int put(int index, CharSequence value, int start, int length) {
        long to = range(index, length);
        for (int i = 0; i < length; i++) {
            char character = value.charAt(start + i);
            ALL.set(BYTE, to + i, (byte) (character > LAST_ASCII ? '?' : character));
        }
        return length;
    }

    @Override
    public int putStringUtf8(int index, String value) {
        return putStringUtf8(index, value, Integer.MAX_VALUE);
    }

    @Override
    public int putStringUtf8(int index, String value, ByteOrder byteOrder) {
        return putStringUtf8(index, value, byteOrder, Integer.MAX_VALUE);
    }

    @Override
    public int putStringUtf8(int index, String value, int maxEncodedLength) {
        return putStringUtf8(index, value, ByteOrder.nativeOrder(), maxEncodedLength);
    }

    @Override
    public int putStringUtf8(int index, String value, ByteOrder byteOrder, int maxEncodedLength) {
        byte[] bytes = utf8(value);
        if (bytes.length > maxEncodedLength) {
            throw new IllegalArgumentException("Encoded string larger than maximum size: " + maxEncodedLength);
        }
        range(index, STR_HEADER_LEN + bytes.length);
        putInt(index, bytes.length, byteOrder);
        putBytes(index + STR_HEADER_LEN, bytes);
        return STR_HEADER_LEN + bytes.length;
    }

    @Override
    public int putStringWithoutLengthUtf8(int index, String value) {
        byte[] bytes = utf8(value);
        putBytes(index, bytes);
        return bytes.length;
    }

    private static byte[] utf8(String value) {
        return value == null ? NULL : value.getBytes(StandardCharsets.UTF_8);
    }
}
