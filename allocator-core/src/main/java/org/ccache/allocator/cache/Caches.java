package org.ccache.allocator.cache;

import java.util.function.LongConsumer;

/**
 * A front end: the caches between the application and the depots. All have the same lower tiers, the same magazine
 * capacities and the same contract; only where a cache stands differs.
 *
 * <p>Thread-safe. A class is a size class, a block an address of it; nobody checks here.
 */
public abstract class Caches {
    /** Address of the ccaches' regions, for {@link CpuCaches#pop} and {@link CpuCaches#push}; 0: another front end. */
    public long regions() {
        return 0;
    }

    /** A block of a class. */
    public abstract long allocate(int sizeClass);

    /** Takes a block of a class back. */
    public abstract void free(int sizeClass, long block);

    /** Moves all cached blocks that can be reached to the depots. */
    public abstract void drain();

    /** Cached blocks of a class; stale while others work. */
    public abstract long count(int sizeClass);

    /** Keeps every cache still, so that {@link #forEach} sees each block once; ends with {@link #resume}. */
    public abstract void stop();

    public abstract void resume();

    /** Every cached block of a class; between {@link #stop} and {@link #resume}. */
    public abstract void forEach(int sizeClass, LongConsumer action);

    /** Caches that have been used so far. */
    public abstract int used();

    /** Aborts of restartable sequences so far. */
    public abstract long aborts();

    /** Upper bound of the bytes of metadata that have been written. */
    public abstract long metadataBytes();

    /** Refuses all further work. Idempotent. */
    public abstract void close();

    /** What {@link #close} leaves mapped, because a late caller may still look at it: address and bytes, or empty. */
    public abstract long[] remainder();
}
