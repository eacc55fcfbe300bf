package org.ccache.allocator.memory;

/**
 * Makes a stack overflow happen before a slow path changes anything, instead of in the middle of it.
 *
 * <p>An overflow between two stores of a slow path would leave a lock held or a list half linked. The slow paths are
 * shallow; some dozens of frames of headroom cover them, compiled or interpreted.
 */
public final class StackHeadroom {
    private static final int FRAMES = 48;

    private StackHeadroom() {}

    /**
     * Returns if there is room for a slow path.
     *
     * @throws StackOverflowError if there is not; nothing was changed
     */
    public static void check() {
        descend(FRAMES, 0, 0, 0);
    }

    /** The unused words make the frame as large as those of a slow path. */
    private static long descend(int frames, long a, long b, long c) {
        return frames == 0 ? a + b + c : descend(frames - 1, b + 1, c + 1, a + 1) + 1;
    }
}
