package org.ccache.sync;

/**
 * Makes a stack overflow happen before a slow path changes anything, instead of in the middle of it.
 *
 * <p>An overflow between two stores of a slow path would leave a lock held or a list half linked. The slow paths are
 * shallow, but some of their frames may be interpreted, and so larger, while these are compiled. So what counts is
 * bytes, and the frames here are made large in every compiler: twelve words that are needed on both sides of a call
 * have to be saved in the frame, and two methods in turn are not unrolled into one frame as a recursion is. Measured
 * (JDK 25, x86-64): 116 bytes a frame compiled by C2, 273 by C1, 289 interpreted, so 8, 19 and 20 KiB in all. A
 * recursion of three words has 16 bytes a frame in C2.
 *
 * <p>It costs some 0.2 to 2 microseconds for each batch moved and each span, by how well the processor predicts
 * returns.
 */
public final class StackHeadroom {
    private static final int FRAMES = 72;

    private StackHeadroom() {}

    /**
     * Returns if there is room for a slow path.
     *
     * @throws StackOverflowError if there is not; nothing was changed
     */
    public static void check() {
        down(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    /** The same for so many frames, of 116 bytes and more each: see the class. */
    public static void check(int frames) {
        down(frames, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    /**
     * The same with room for as much again: for whoever calls several slow paths and has to come to the last of them.
     */
    public static void checkTwice() {
        down(2 * FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    /** The same with room for what loads and initialises classes. */
    public static void checkDeep() {
        down(3 * FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
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

    /** The same with other pairs. */
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
