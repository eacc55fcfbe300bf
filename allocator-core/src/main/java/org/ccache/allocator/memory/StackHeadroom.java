package org.ccache.allocator.memory;

/**
 * Makes a stack overflow happen before a slow path changes anything, instead of in the middle of it.
 *
 * <p>An overflow between two stores of a slow path would leave a lock held or a list half linked. The slow paths are
 * shallow, but some of their frames may be interpreted, and so larger, while these are compiled: hence so many.
 *
 * <p>It costs some 0.1 to 2 microseconds for each batch moved and each span, by how well the processor predicts returns.
 * One frame of 600 unused words costs a store, and holds only where the compiler expects to go back to the interpreter
 * in it: compiled by C1, or at once, it let slow paths overflow a thousand times where this one does not.
 */
public final class StackHeadroom {
    private static final int FRAMES = 200;

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
