package org.ccache.bench.workload;

/** Random numbers at about a nanosecond each (xorshift): part of what every peer's figures contain. Not thread-safe. */
public final class RandomStream {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /** A stream of its own for each pair of seed and lane. */
    public RandomStream(long seed, long lane) {
        long mixed = (seed * GOLDEN) ^ ((lane + 1) * 0xBF58476D1CE4E5B9L);
        mixed ^= mixed >>> 31;
        state = mixed * GOLDEN | 1;
    }

    /** What follows {@code state} in any such stream, for those that keep the state themselves. */
    public static long after(long state) {
        long x = state;
        x ^= x << 13;
        x ^= x >>> 7;
        x ^= x << 17;
        return x;
    }

    /** The next 64 bits. */
    public long next() {
        state = after(state);
        return state;
    }

    /** A number from 0 to {@code bound} - 1, from the upper bits. */
    public int below(int bound) {
        return (int) (((next() >>> 33) * bound) >>> 31);
    }

    /** True in {@code permille} of 1,000 cases. */
    public boolean chance(int permille) {
        return below(1000) < permille;
    }

    /** A number in [0, 1). */
    public double unit() {
        return (next() >>> 11) * 0x1p-53;
    }
}
