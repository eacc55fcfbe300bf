package org.ccache.sync;

/**
 * Makes a stack overflow happen before a slow path changes anything, instead of in the middle of it.
 *
 * <p>An overflow between two stores of a slow path would leave a lock held or a list half linked. What counts is bytes,
 * since some frames of a slow path may be interpreted, and so larger, while others are compiled: interpreted the
 * deepest takes 3 to 6 KiB.
 *
 * <p>Whoever stands higher on its stack than where it once stood, by what it needs, has room. So each native thread's
 * deepest place is kept ({@link Depths}); who needs more than that goes down, and overflows or has a new deepest place.
 * That is once for each thread and each new depth. Without a record everybody goes down each time, which takes 0.1 to 2
 * microseconds, by how well the processor predicts returns.
 */
public final class StackHeadroom {
    private static final int CALL_BYTES = 2 << 10;
    private static final int SLOW_PATH_BYTES = 8 << 10;

    /** Further than was asked, so that who asks the same from a few frames deeper need not go down again. */
    private static final int BEYOND_BYTES = 1 << 10;

    /** Of a frame of the descent, the least that any compiler makes of it: see {@link #down}. */
    private static final int FRAME_BYTES = 116;

    /** The most: interpreted. */
    private static final int LARGEST_FRAME_BYTES = 289;

    /** Volatile: who sees it sees what it asks, which is not all of Java's. Who does not see it yet goes down. */
    private static volatile Depths depths;

    private StackHeadroom() {}

    /** Where the threads' deepest places are kept. */
    public interface Depths {
        /** Whether the calling thread once stood so many bytes deeper than it does now. */
        boolean reaches(int bytes);

        /** Keeps where the calling thread stands now, if it never stood deeper. */
        void prove();
    }

    /** Has the deepest places kept from now on. */
    public static void keep(Depths places) {
        depths = places;
    }

    /**
     * Returns if there is room for one operation, so that none overflows after it has committed.
     *
     * <p><b>Prevented.</b> Where a downcall is not yet compiled in one piece with its caller, Java's own code around it
     * calls methods after the native code has returned. One of them may be interpreted while those called before were
     * compiled, so it may be the one that overflows: the sequence has committed, and its result is lost with the error.
     * For a claim in a ring that means a ring that is stuck for ever, since nobody knows where the claim is. Measured:
     * the frames of a downcall take some 600 bytes in all, those of an operation in plain Java 1.2 KiB, interpreted.
     *
     * @throws StackOverflowError if there is not
     */
    public static void checkCall() {
        check(CALL_BYTES);
    }

    /**
     * Returns if there is room for a slow path.
     *
     * @throws StackOverflowError if there is not; nothing was changed
     */
    public static void check() {
        check(SLOW_PATH_BYTES);
    }

    /**
     * The same with room for as much again: for whoever calls several slow paths and has to come to the last of them.
     */
    public static void checkTwice() {
        check(2 * SLOW_PATH_BYTES);
    }

    /**
     * The same for whoever calls several slow paths, one after the other, from a few frames further down, and has to
     * come to the last of them: each looks for its room itself, and finds it.
     */
    public static void checkSeveral() {
        check(SLOW_PATH_BYTES + CALL_BYTES);
    }

    /** The same with room for what loads and initialises classes. */
    public static void checkDeep() {
        check(3 * SLOW_PATH_BYTES);
    }

    /** The same for so many bytes. */
    public static void check(int bytes) {
        Depths places = depths;
        if (places == null || !places.reaches(bytes)) {
            descend(bytes, places);
        }
    }

    private static void descend(int bytes, Depths places) {
        if (places == null) {
            down(frames(bytes), null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            return;
        }
        // As many frames as the largest take, then more: an interpreted one that went down for the least would be
        // refused on a stack that has room, two and a half times over.
        int most = 2 * frames(bytes + BEYOND_BYTES);
        int call = CALL_BYTES / LARGEST_FRAME_BYTES + 1;
        for (int frames = (bytes + BEYOND_BYTES) / LARGEST_FRAME_BYTES + 1;
                frames <= most && !places.reaches(bytes);
                frames += frames / 8 + 1) {
            down(frames + call, null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12); // first: what proves has room too
            down(frames, places, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            if (!places.reaches(0)) { // nothing is kept, as where the C library has no memory for it
                down(frames(bytes), null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
                return;
            }
        }
    }

    private static int frames(int bytes) {
        return bytes / FRAME_BYTES + 1;
    }

    /** At the lower end of a descent. */
    private static long prove(Depths places, long word) {
        if (places != null) {
            places.prove();
        }
        return word;
    }

    /**
     * The frames are made large in every compiler: twelve words that are needed on both sides of a call have to be
     * saved in the frame, and two methods in turn are not unrolled into one frame as a recursion is. Measured (JDK 25,
     * x86-64): 116 bytes a frame compiled by C2, 273 by C1, 289 interpreted. A recursion of three words has 16 bytes a
     * frame in C2.
     */
    private static long down(
            int frames,
            Depths places,
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
                ? prove(places, a)
                : further(frames - 1, places, l, a, b, c, d, e, f, g, h, i, j, k)
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
            Depths places,
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
                ? prove(places, b)
                : down(frames - 1, places, l, a, b, c, d, e, f, g, h, i, j, k)
                        + (a ^ c)
                        + (b ^ d)
                        + (e ^ g)
                        + (f ^ h)
                        + (i ^ k)
                        + (j ^ l);
    }
}
