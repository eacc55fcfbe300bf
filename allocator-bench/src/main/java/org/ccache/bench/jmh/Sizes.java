package org.ccache.bench.jmh;

import org.ccache.bench.workload.RandomStream;

/**
 * An endless stream of sizes and slots (xorshift), one per thread. Never repeats within a measurement, so neither
 * caches nor branch predictors learn it; costs about a nanosecond, to every peer alike.
 */
final class Sizes {
    static final int MIN = 16;
    static final int SPAN = 1024;

    private long state;

    Sizes(long seed) {
        state = seed * 0x9E3779B97F4A7C15L | 1;
    }

    /** The next 64 random bits. */
    long next() {
        state = RandomStream.after(state);
        return state;
    }

    /** A size from 16 to 1,039, from the low bits of what {@link #next()} gave. */
    static long size(long bits) {
        return MIN + (bits & SPAN - 1);
    }

    /** A slot below {@code slots}, a power of two, from the high bits. */
    static int slot(long bits, int slots) {
        return (int) (bits >>> 40) & slots - 1;
    }
}
