package org.ccache.allocator;

/** Where free blocks are cached. Everything below the front end is the same. */
public enum FrontEnd {
    /** By concurrency index, with restartable sequences: cost and memory follow the CPUs, not the threads. */
    CCACHE,
    /** By thread, in a ThreadLocal: the comparator. Memory follows the number of threads. */
    TCACHE,
    /** In stripes behind locks: pure Java, for machines without restartable sequences. */
    STRIPED
}
