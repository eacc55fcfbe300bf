package org.ccache.os;

/**
 * Whether the rest of the calling thread's stack is long enough to link downcalls, which takes less than 80 KiB (JDK 25,
 * x86-64). As in {@link org.ccache.sync.StackHeadroom} what counts is bytes: a frame here has 116 bytes compiled by C2, 289
 * interpreted, so all have 160 to 400 KiB. Threads of half a megabyte often fail it, which costs no more than a thread.
 */
final class DeepStack {
    private static final int FRAMES = 1400;

    private DeepStack() {}

    static boolean room() {
        try {
            down(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static long down(
            int frames,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h,
            long i,
            long j,
            long k,
            long l) {
        return frames == 0
                ? a
                : further(frames - 1, l, a, b, c, d, e, f, g, h, i, j, k)
                        + (a ^ b)
                        + (c ^ d)
                        + (e ^ f)
                        + (g ^ h)
                        + (i ^ j)
                        + (k ^ l);
    }

    private static long further(
            int frames,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h,
            long i,
            long j,
            long k,
            long l) {
        return frames == 0
                ? b
                : down(frames - 1, l, a, b, c, d, e, f, g, h, i, j, k)
                        + (a ^ c)
                        + (b ^ d)
                        + (e ^ g)
                        + (f ^ h)
                        + (i ^ k)
                        + (j ^ l);
    }
}
