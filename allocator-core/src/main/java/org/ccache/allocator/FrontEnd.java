package org.ccache.allocator;

/** Where free blocks are cached. Everything below the front end is the same. */
public enum FrontEnd {
    /** By concurrency index, with restartable sequences: cost and memory follow the CPUs, not the threads. */
    CCACHE,
    /** By thread, in a ThreadLocal: the comparator. Memory follows the number of threads. */
    TCACHE,
    /** In stripes behind locks: pure Java, for machines without restartable sequences. */
    STRIPED,
    /**
     * Small blocks by thread as TCACHE, blocks above 4 KiB by index as CCACHE: for experiments. Memory of small blocks
     * follows the threads, that of larger ones the CPUs.
     */
    HYBRID;

    /** {@return whether it works only where restartable sequences do} */
    public boolean needsSequences() {
        return this == CCACHE || this == HYBRID;
    }
}
