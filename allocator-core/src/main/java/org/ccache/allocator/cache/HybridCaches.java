package org.ccache.allocator.cache;

import java.util.function.LongConsumer;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * Small blocks in tcaches, larger ones in ccaches: the split that a prototype in jemalloc makes, where only classes
 * above the thread caches' largest go by index. A class belongs to one of the two for good, so nothing passes between
 * them, and each keeps its own rules. There to be measured.
 */
public final class HybridCaches extends Caches {
    /** Blocks up to this many bytes are the threads'. */
    public static final int SPLIT = 4 << 10;

    private static final int LAST_SMALL = SizeClasses.of(SPLIT);

    private final ThreadCaches small;
    private final IndexCaches large;

    /**
     * No cache yet.
     *
     * @param threadBytes most bytes of blocks that each thread's cache keeps
     * @param cacheBytes most bytes of blocks that all ccaches together keep
     */
    public HybridCaches(long threadBytes, long cacheBytes, Depots depots, Pace pace) {
        this.small = new ThreadCaches(threadBytes, depots, pace);
        this.large = new IndexCaches(cacheBytes, depots, pace);
    }

    private Caches of(int sizeClass) {
        return sizeClass <= LAST_SMALL ? small : large;
    }

    @Override
    public long allocate(int sizeClass) {
        return sizeClass <= LAST_SMALL ? small.allocate(sizeClass) : large.allocate(sizeClass);
    }

    @Override
    public void free(int sizeClass, long block) {
        if (sizeClass <= LAST_SMALL) {
            small.free(sizeClass, block);
        } else {
            large.free(sizeClass, block);
        }
    }

    /** Every index, and the calling and ended threads: also those of the latter if the former fail. */
    @Override
    public void drain() {
        try {
            large.drain();
        } finally {
            small.drain();
        }
    }

    @Override
    public void trim() {
        try {
            large.trim();
        } finally {
            small.trim();
        }
    }

    @Override
    public long maintain() {
        long ofThreads;
        long ofIndexes;
        try {
            ofThreads = small.maintain();
        } finally {
            ofIndexes = large.maintain();
        }
        return ofThreads + ofIndexes;
    }

    /** The list of tcaches before the drainer's lock; nothing else takes both. */
    @Override
    public void stop() {
        small.stop();
        boolean stopped = false;
        try {
            large.stop();
            stopped = true;
        } finally {
            if (!stopped) {
                small.resume();
            }
        }
    }

    @Override
    public void resume() {
        try {
            large.resume();
        } finally {
            small.resume();
        }
    }

    @Override
    public long count(int sizeClass) {
        return of(sizeClass).count(sizeClass);
    }

    @Override
    public void forEach(int sizeClass, LongConsumer action) {
        of(sizeClass).forEach(sizeClass, action);
    }

    /** Threads and indexes together. */
    @Override
    public int used() {
        return small.used() + large.used();
    }

    /** Of all ccaches together, and of one thread's cache. */
    @Override
    public long budget() {
        return small.budget() + large.budget();
    }

    @Override
    public long capacityBytes() {
        return small.capacityBytes() + large.capacityBytes();
    }

    @Override
    public long drainedBlocks() {
        return small.drainedBlocks() + large.drainedBlocks();
    }

    @Override
    public long fences() {
        return large.fences();
    }

    @Override
    public long aborts() {
        return large.aborts();
    }

    @Override
    public long metadataBytes() {
        return small.metadataBytes() + large.metadataBytes();
    }

    @Override
    public void close() {
        try {
            large.close();
        } finally {
            small.close();
        }
    }

    @Override
    public void forgotten() {
        large.forgotten();
    }

    @Override
    public long[] range() {
        return large.range();
    }

    @Override
    public long refusedPurges() {
        return large.refusedPurges();
    }
}
