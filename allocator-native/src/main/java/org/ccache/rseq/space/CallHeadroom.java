package org.ccache.rseq.space;

/**
 * Makes a stack overflow happen before an operation, instead of after it has committed. As {@code StackHeadroom}, but
 * for one operation: some 20 nanoseconds.
 *
 * <p><b>Prevented.</b> Where a downcall is not yet compiled in one piece with its caller, Java's own code around it
 * calls methods after the native code has returned. One of them may be interpreted while those called before were
 * compiled, so it may be the one that overflows: the sequence has committed, and its result is lost with the error. For
 * a claim in a ring that means a ring that is stuck for ever, since nobody knows where the claim is.
 *
 * <p>Measured frames: 64 bytes and more in C2, 150 in C1, 170 interpreted, so 1.3, 3 and 3.4 KiB; those of a downcall
 * take some 600 bytes in all, those of an operation in plain Java 1.2 KiB, interpreted.
 */
public final class CallHeadroom {
    private static final int FRAMES = 20;

    private CallHeadroom() {}

    /**
     * Returns if there is room for a sequence and what is around it.
     *
     * @throws StackOverflowError if there is not
     */
    public static void check() {
        down(FRAMES, 1, 2, 3, 4, 5, 6);
    }

    /**
     * Two in turn, since a recursion would be unrolled into one frame; the words are needed on both sides of the call.
     */
    private static long down(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? a : further(frames - 1, f, a, b, c, d, e) + (a ^ b) + (c ^ d) + (e ^ f);
    }

    private static long further(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? b : down(frames - 1, f, a, b, c, d, e) + (a ^ c) + (b ^ d) + (e ^ f);
    }
}
