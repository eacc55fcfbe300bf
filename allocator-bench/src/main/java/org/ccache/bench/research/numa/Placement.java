package org.ccache.bench.research.numa;

/** Where the threads of a run may be. */
public enum Placement {
    /** Each on one processor, taken in turn from those of the process. */
    PINNED,
    /** Each is sent to a random processor every few operations: as bad as a scheduler may be. */
    MOVED,
    /** Wherever the kernel puts them. */
    FREE
}
