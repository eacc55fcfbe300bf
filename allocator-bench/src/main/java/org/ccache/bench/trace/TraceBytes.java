package org.ccache.bench.trace;

import java.nio.charset.StandardCharsets;

/**
 * A read position in bytes of either trace format: little-endian numbers, varints, and errors that name the position.
 */
final class TraceBytes {
    private final String source;
    private final byte[] bytes;
    private final int end;
    private int at;

    TraceBytes(String source, byte[] bytes, int start, int end) {
        this.source = source;
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    boolean atEnd() {
        return at == end;
    }

    TraceFormatException error(String reason) {
        return new TraceFormatException(source, at, reason);
    }

    private void need(int count, String what) throws TraceFormatException {
        if (count < 0 || count > end - at) {
            throw error(what + " needs " + count + " bytes, " + (end - at) + " are left");
        }
    }

    int unsignedByte(String what) throws TraceFormatException {
        need(1, what);
        return bytes[at++] & 0xff;
    }

    /** Seven bits per byte, low bits first, the high bit set on all bytes but the last. */
    long varint(String what) throws TraceFormatException {
        int start = at;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw error(what + " is cut off");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        at = start;
        throw error(what + " is longer than 64 bits");
    }

    /** A varint that counts something and so must lie in 0 to {@code limit}. */
    int count(String what, int limit) throws TraceFormatException {
        int start = at;
        long value = varint(what);
        if (value < 0 || value > limit) {
            at = start;
            throw error(what + " is " + Long.toUnsignedString(value) + ", more than " + limit);
        }
        return (int) value;
    }

    /** A varint of a signed number: 0, -1, 1, -2 ... are stored as 0, 1, 2, 3 ... */
    long zigzag(String what) throws TraceFormatException {
        long value = varint(what);
        return (value >>> 1) ^ -(value & 1);
    }

    int int32(String what) throws TraceFormatException {
        need(Integer.BYTES, what);
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value |= (bytes[at++] & 0xff) << (8 * i);
        }
        return value;
    }

    long int64(String what) throws TraceFormatException {
        return int32(what) & 0xffff_ffffL | (long) int32(what) << 32;
    }

    String text(String what, int limit) throws TraceFormatException {
        int length = count(what, limit);
        need(length, what);
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    /** The next {@code length} bytes as a range of their own; this position moves behind them. */
    TraceBytes section(String what, int length) throws TraceFormatException {
        need(length, what);
        at += length;
        return new TraceBytes(source, bytes, at - length, at);
    }
}
