package org.ccache.allocator.drain;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A block and what was written to it.
 *
 * @param stamp at both ends; no two blocks of a run have the same
 */
record StampedBlock(long address, long size, long stamp) {
    /** Bytes of a stamp, and the least that a block has. */
    static final int LEAST = 8;

    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    void write() {
        MEMORY.set(ValueLayout.JAVA_LONG, address, stamp);
        if (size >= 2 * LEAST) {
            MEMORY.set(ValueLayout.JAVA_LONG, last(), stamp);
        }
    }

    boolean intact() {
        return MEMORY.get(ValueLayout.JAVA_LONG, address) == stamp
                && (size < 2 * LEAST || MEMORY.get(ValueLayout.JAVA_LONG, last()) == stamp);
    }

    /** Last aligned word that is all inside. */
    private long last() {
        return address + (size & -LEAST) - LEAST;
    }
}
