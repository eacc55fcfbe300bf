package org.ccache.bench.research.numa;

/** What the threads of a run do in each round. */
public enum Pattern {
    /**
     * All caches are drained, then each thread allocates all its blocks, then it frees them: every block has just come
     * from a depot to a cache, so that the local share is that of the refills.
     */
    REFILL,
    /** Each thread replaces random blocks of its own: most come from its cache. */
    CHURN,
    /** Each thread frees what another one allocated, if it can one of another node, and allocates anew. */
    HAND_OVER
}
