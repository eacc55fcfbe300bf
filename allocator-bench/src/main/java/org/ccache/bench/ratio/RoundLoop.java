package org.ccache.bench.ratio;

/**
 * The timed part of one contender. An instance belongs to a class of its own (see {@link LoopClasses}), so that the
 * compiler sees one allocator per loop and its handles as constants.
 */
public interface RoundLoop {

    /**
     * Runs the operations {@code stream[from, to)}; see {@link OperationStream} for their format.
     *
     * @return something that depends on every address, to keep the work alive
     */
    long run(int[] stream, int from, int to);

    /** Gives back every block that the loop still holds. */
    void release();
}
