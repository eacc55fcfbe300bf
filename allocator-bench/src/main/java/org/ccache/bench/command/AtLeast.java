package org.ccache.bench.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers of options that mean nothing below a bound: refused where they are read, so that the answer is the usage. */
final class AtLeast {
    private static final double HIGHEST_SECONDS = 1e9;

    private AtLeast() {}

    private static long whole(String value, long least, long most) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is not a whole number");
        }
        if (number < least || number > most) {
            throw new TypeConversionException(
                    "at least " + least + (number > most ? " and at most " + most : "") + " is wanted, not " + value);
        }
        return number;
    }

    private static double fraction(String value, double most) {
        double number;
        try {
            number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is not a number");
        }
        if (!(number >= 0 && number <= most)) {
            throw new TypeConversionException("a number from 0 to " + most + " is wanted, not " + value);
        }
        return number;
    }

    /** A count, at least 1. */
    static final class One implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) whole(value, 1, Integer.MAX_VALUE);
        }
    }

    /** A count; 0 stands for what is usual. */
    static final class Zero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) whole(value, 0, Integer.MAX_VALUE);
        }
    }

    /** A large count, at least 1. */
    static final class LongOne implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return whole(value, 1, Long.MAX_VALUE);
        }
    }

    /** A large count; 0 is none, or stands for what is usual. */
    static final class LongZero implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return whole(value, 0, Long.MAX_VALUE);
        }
    }

    /** Bytes that are reserved at once or blocks that an array lists: 1 to 64 GiB. */
    static final class Bytes implements ITypeConverter<Long> {
        private static final long MOST = 64L << 30;

        @Override
        public Long convert(String value) {
            return whole(value, 1, MOST);
        }
    }

    /** Seconds, more than none. */
    static final class Seconds implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            double seconds = fraction(value, HIGHEST_SECONDS);
            if (seconds == 0) {
                throw new TypeConversionException("more than 0 is wanted");
            }
            return seconds;
        }
    }

    /** A share, from 0 to 1. */
    static final class Share implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return fraction(value, 1);
        }
    }
}
