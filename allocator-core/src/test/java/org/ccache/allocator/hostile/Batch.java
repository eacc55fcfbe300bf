package org.ccache.allocator.hostile;

import java.lang.foreign.MemorySegment;

/** Blocks that were allocated by one call, and those of them that are live: the first {@code live}. */
final class Batch {
    static final int MOST = 100;

    final long[] blocks = new long[MOST + 1];
    final MemorySegment segment = MemorySegment.ofArray(blocks);
    int live;
}
