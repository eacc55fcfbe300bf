package org.ccache.bench.replay;

/** How much of each block a replay writes when it gets the block, and verifies before it gives the block back. */
public enum StampMode {
    /** Nothing: the cost of the replay itself, or of an allocator whose blocks nobody touches. */
    NONE,
    /**
     * The first and the last word, like a program that uses its blocks: for timed runs. A {@code realloc} moves just
     * these words, since nothing else was written.
     */
    EDGES,
    /** Every byte, and a {@code realloc} copies the contents: for verification. */
    FULL
}
