package org.ccache.allocator.agrona;

import static org.agrona.AsciiEncoding.ASCII_DIGITS;
import static org.agrona.AsciiEncoding.INT_MAX_DIGITS;
import static org.agrona.AsciiEncoding.LONG_MAX_DIGITS;
import static org.agrona.AsciiEncoding.MINUS_SIGN;
import static org.agrona.AsciiEncoding.MIN_LONG_VALUE;
import static org.agrona.AsciiEncoding.ZERO;
import static org.agrona.AsciiEncoding.digitCount;
import static org.agrona.AsciiEncoding.isDigit;
import static org.agrona.AsciiEncoding.isEightDigitAsciiEncodedNumber;
import static org.agrona.AsciiEncoding.parseEightDigitsLittleEndian;

import java.nio.ByteOrder;
import org.agrona.AsciiNumberFormatException;

/** Whole numbers as decimal digits. */
abstract class BufferNumbers extends BufferStrings {
    private static final int EIGHT = 8; // digits that are read at once
    private static final long MALFORMED = -1; // what no 19 digits are
    private static final long MIN_INT = 1L << 31; // without their signs
    private static final long MIN_LONG = Long.MIN_VALUE; // as an unsigned number

    @Override
    public int parseNaturalIntAscii(int index, int length) {
        return (int) parse(index, length, false, INT_MAX_DIGITS, "int", MIN_INT);
    }

    @Override
    public long parseNaturalLongAscii(int index, int length) {
        return parse(index, length, false, LONG_MAX_DIGITS, "long", MIN_LONG);
    }

    @Override
    public int parseIntAscii(int index, int length) {
        return (int) parse(index, length, true, INT_MAX_DIGITS, "int", MIN_INT);
    }

    @Override
    public long parseLongAscii(int index, int length) {
        return parse(index, length, true, LONG_MAX_DIGITS, "long", MIN_LONG);
    }

    /**
     * The number that some bytes are, all of them.
     *
     * @param signed whether a minus may be before it
     * @param most digits, zeros at its beginning too
     * @param smallest the type's most negative number without its sign, as an unsigned one
     */
    private long parse(int index, int length, boolean signed, int most, String type, long smallest) {
        long from = range(index, length);
        if (length <= 0) {
            throw new AsciiNumberFormatException("empty string: index=" + index + " length=" + length);
        }
        boolean negative = signed && ALL.get(BYTE, from) == MINUS_SIGN;
        long end = from + length;
        long next = negative ? from + 1 : from;
        if (next == end) {
            throw malformed("error parsing ", type, index, length);
        }
        if (end - next > most) {
            throw malformed(type, " overflow parsing", index, length);
        }
        long number = digits(next, end);
        if (number == MALFORMED) {
            throw malformed("error parsing ", type, index, length);
        }
        if (Long.compareUnsigned(number, negative ? smallest : smallest - 1) > 0) {
            throw malformed(type, " overflow parsing", index, length);
        }
        return negative ? -number : number;
    }

    /** At most 19 digits, which are less than 2^64: as an unsigned number, or {@link #MALFORMED}. */
    private static long digits(long from, long end) {
        long number = 0;
        long next = from;
        while (end - next >= EIGHT) {
            long word = ALL.get(LONG, next);
            if (!isEightDigitAsciiEncodedNumber(word)) {
                return MALFORMED;
            }
            number = number * 100_000_000 + parseEightDigitsLittleEndian(littleEndian(word));
            next += EIGHT;
        }
        for (; next < end; next++) {
            byte digit = ALL.get(BYTE, next);
            if (!isDigit(digit)) {
                return MALFORMED;
            }
            number = number * 10 + (digit - ZERO);
        }
        return number;
    }

    private AsciiNumberFormatException malformed(String first, String second, int index, int length) {
        return new AsciiNumberFormatException(first + second + ": " + getStringWithoutLengthAscii(index, length));
    }

    private static long littleEndian(long word) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? word : Long.reverseBytes(word);
    }

    @Override
    public int putIntAscii(int index, int value) {
        return putLongAscii(index, value);
    }

    @Override
    public int putLongAscii(int index, long value) {
        if (value >= 0) {
            return putDigits(index, value);
        }
        if (value == Long.MIN_VALUE) {
            putBytes(index, MIN_LONG_VALUE);
            return MIN_LONG_VALUE.length;
        }
        range(index, 1 + digitCount(-value)); // all of it or nothing
        putByte(index, MINUS_SIGN);
        return 1 + putDigits(index + 1, -value);
    }

    @Override
    public int putNaturalIntAscii(int index, int value) {
        return putDigits(index, natural(value));
    }

    @Override
    public int putNaturalLongAscii(int index, long value) {
        return putDigits(index, natural(value));
    }

    private int putDigits(int index, long value) {
        int digits = digitCount(value);
        putDigits(range(index, digits), value, digits);
        return digits;
    }

    /** Two digits at a time, from the last ones on. */
    private static void putDigits(long to, long value, int digits) {
        long rest = value;
        long place = to + digits;
        while (rest >= 100) {
            place -= 2;
            putPair(place, (int) (rest % 100));
            rest /= 100;
        }
        if (rest >= 10) {
            putPair(to, (int) rest);
        } else {
            ALL.set(BYTE, to, (byte) (ZERO + rest));
        }
    }

    private static void putPair(long to, int pair) {
        ALL.set(BYTE, to, ASCII_DIGITS[2 * pair]);
        ALL.set(BYTE, to + 1, ASCII_DIGITS[2 * pair + 1]);
    }

    /** Puts the last digits also of a number that is too long, and then says so: as Agrona's buffers do. */
    @Override
    public void putNaturalPaddedIntAscii(int offset, int length, int value) {
        long from = range(offset, length);
        int rest = putFromEnd(from, from + length, (int) natural(value));
        if (rest != 0) {
            throw new NumberFormatException("Cannot write " + value + " in " + length + " bytes");
        }
    }

    private static int putFromEnd(long from, long end, int value) {
        int rest = value;
        for (long place = end - 1; place >= from; place--) {
            ALL.set(BYTE, place, (byte) (ZERO + rest % 10));
            rest /= 10;
        }
        return rest;
    }

    /** Of 0 it puts nothing, as Agrona's buffers do. */
    @Override
    public int putNaturalIntAsciiFromEnd(int value, int endExclusive) {
        int digits = digitCount((int) natural(value));
        long from = range(endExclusive - digits, digits);
        if (value == 0) {
            return endExclusive;
        }
        putDigits(from, value, digits);
        return endExclusive - digits;
    }

    private static long natural(long value) {
        if (value < 0) {
            throw new NumberFormatException("value " + value + ": must be a natural number");
        }
        return value;
    }
}
