package org.ccache.allocator.cache;

import org.ccache.allocator.depot.Giver;
import org.ccache.allocator.depot.Taker;
import org.ccache.layout.RegionLayout;
import org.ccache.rseq.Rseq;
import org.ccache.sequence.Sequences;

/**
 * The magazines of whatever index runs the calling thread at that moment, as a depot sees them: each batch is one
 * sequence, of at most {@link RegionLayout#MAX_BATCH} blocks. Where it is refused, the magazine being full, empty,
 * stopped or not open, nothing has moved.
 */
final class RunningIndex implements Taker, Giver {
    private static final int LIMIT = Rseq.indexes();

    private final long regions;

    RunningIndex(long regions) {
        this.regions = regions;
    }

    @Override
    public int take(int sizeClass, long from, int n) {
        return moved(Sequences.pushBatch(regions, RegionLayout.header(sizeClass), LIMIT, from, n));
    }

    @Override
    public int give(int sizeClass, long to, int n) {
        return moved(Sequences.popBatch(regions, RegionLayout.header(sizeClass), LIMIT, to, n));
    }

    private static int moved(long result) {
        return result > 0 ? (int) result : 0;
    }
}
