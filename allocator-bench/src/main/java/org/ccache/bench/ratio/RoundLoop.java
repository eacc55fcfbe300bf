package org.ccache.bench.ratio;

import org.ccache.bench.measure.HiddenLoop;

/**
 * The timed part of one arm. An instance belongs to a class of its own (see {@link HiddenLoop}), so that the
 * compiler sees one allocator per loop and its handles as constants.
 *
 * <p>Loops put a load fence after each operation. It keeps the compiler from looking a Java arm's caches up once
 * for the whole loop, which it can never do with native ones, nor with any in a program that does something in between.
 * On x86-64 the fence is no instruction.
 */
public interface RoundLoop {

    /**
     * Runs the operations {@code stream[from, to)}; see {@link OperationStream} for their format.
     *
     * @return something that depends on every address, to keep the work alive
     */
    long run(int[] stream, int from, int to);

    /** Of a block that is about to be freed. */
    static void check(boolean asWritten) {
        if (!asWritten) {
            throw new IllegalStateException("a block has changed");
        }
    }

    /** Gives back every block that the loop still holds. */
    void release();
}
