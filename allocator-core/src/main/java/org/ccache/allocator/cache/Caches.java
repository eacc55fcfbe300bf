package org.ccache.allocator.cache;

import java.util.function.LongConsumer;

/**
 * A front end: the caches between the application and the depots. All have the same lower tiers, the same magazine
 * capacities and the same contract; only where a cache stands differs.
 *
 * <p>Thread-safe. A class is a size class, a block an address of it; nobody checks here.
 */
public abstract class Caches {
    /** Nanoseconds between two rounds of maintenance: 250 ms. */
    public static final long ROUND_NANOS = 250_000_000;

    /** Rounds without a change after which a magazine, an index or a tcache is idle: one second. */
    public static final int IDLE_ROUNDS = 4;

    /**
     * Address of the ccaches' regions, for {@link IndexCaches#pop} and {@link IndexCaches#push}; 0: another front end.
     */
    public long regions() {
        return 0;
    }

    /** A block of a class. */
    public abstract long allocate(int sizeClass);

    /** Takes a block of a class back. */
    public abstract void free(int sizeClass, long block);

    /** Moves all cached blocks that can be reached to the depots. */
    public abstract void drain();

    /** Gives everything up that a cache holds: the blocks to the depots, its capacities and its memory. */
    public abstract void trim();

    /**
     * One round of maintenance, to be called every {@link #ROUND_NANOS}: magazines that have been idle for
     * {@link #IDLE_ROUNDS} rounds give up their blocks. Does nothing where another thread is at it.
     *
     * @return blocks moved to the depots
     */
    public abstract long maintain();

    /** Cached blocks of a class; stale while others work. */
    public abstract long count(int sizeClass);

    /** Keeps every cache still, so that {@link #forEach} sees each block once; ends with {@link #resume}. */
    public abstract void stop();

    public abstract void resume();

    /** Every cached block of a class; between {@link #stop} and {@link #resume}. */
    public abstract void forEach(int sizeClass, LongConsumer action);

    /** Caches that have been used so far. */
    public abstract int used();

    /**
     * Most bytes of blocks that the caches of all indexes or stripes may hold together, or each thread's cache alone.
     */
    public abstract long budget();

    /** Bytes of blocks that the magazines could hold now. */
    public abstract long capacityBytes();

    /** Blocks moved to depots by drains, trims and maintenance so far. */
    public abstract long drainedBlocks();

    /** Remote fences so far: each interrupted every running thread of the process once. */
    public long fences() {
        return 0;
    }

    /** Aborts of restartable sequences so far. */
    public abstract long aborts();

    /** Upper bound of the bytes of metadata that have been written. */
    public abstract long metadataBytes();

    /** Refuses all further work. Idempotent. */
    public abstract void close();

    /** The allocator's object is collected: no call is under way, and none will come. After {@link #close}. */
    public void forgotten() {}

    /** Address and bytes of the ccaches' regions; empty for other front ends. */
    public long[] range() {
        return new long[0];
    }

    /** Times that the system did not take memory back. */
    public long refusedPurges() {
        return 0;
    }
}
