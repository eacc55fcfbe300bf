package org.ccache.allocator.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import org.ccache.allocator.depot.Depots;
import org.ccache.rseq.Rseq;

/**
 * Stripes: as many caches as there are indexes, each behind a lock; for machines without restartable sequences.
 *
 * <p>A thread starts at a stripe of its own number and takes the first that is not held; with all of them held it waits
 * for its own.
 */
public final class StripedCaches extends Caches {
    private static final int SPREAD = 0x9E3779B9; // golden ratio: neighbouring thread numbers land apart

    private static final class Stripe {
        final ReentrantLock lock = new ReentrantLock();
        final ThreadCache cache;
        boolean used; // guarded by lock
        boolean due; // guarded by lock: the cache went a slow way, so maintenance may be due once the lock is free

        Stripe(long bytes, Depots depots) {
            this.cache = new ThreadCache(bytes, depots, () -> due = true);
        }
    }

    private final Stripe[] stripes;
    private final long cacheBytes;
    private final Pace pace;
    private final AtomicLong drainedBlocks = new AtomicLong();
    private boolean closed; // plain, as in ThreadCaches; the depots refuse what slips through

    /**
     * Empty stripes.
     *
     * @param cacheBytes most bytes of blocks that all stripes together keep
     */
    public StripedCaches(long cacheBytes, Depots depots, Pace pace) {
        this.cacheBytes = cacheBytes;
        this.pace = pace;
        int wanted = Math.min(Rseq.indexes(), 2 * Runtime.getRuntime().availableProcessors());
        stripes = new Stripe[1 << 32 - Integer.numberOfLeadingZeros(wanted - 1)];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(cacheBytes / stripes.length, depots);
        }
    }

    /** A stripe whose lock is held; no call stands between that and the caller's try, so no stack can overflow there. */
    private Stripe lock() {
        int first = (int) Thread.currentThread().threadId() * SPREAD >>> 16;
        for (int i = 0; i < stripes.length; i++) {
            Stripe stripe = stripes[first + i & stripes.length - 1];
            if (stripe.lock.tryLock()) {
                return stripe;
            }
        }
        Stripe stripe = stripes[first & stripes.length - 1];
        stripe.lock.lock();
        return stripe;
    }

    private ThreadCache cache(Stripe stripe) {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
        stripe.used = true;
        return stripe.cache;
    }

    @Override
    public long allocate(int sizeClass) {
        Stripe stripe = lock();
        boolean due = false;
        try {
            long block = cache(stripe).allocate(sizeClass);
            due = due(stripe);
            return block;
        } finally {
            stripe.lock.unlock();
            step(due);
        }
    }

    @Override
    public void free(int sizeClass, long block) {
        Stripe stripe = lock();
        boolean due = false;
        try {
            cache(stripe).free(sizeClass, block);
            due = due(stripe);
        } finally {
            stripe.lock.unlock();
            step(due);
        }
    }

    private static boolean due(Stripe stripe) {
        boolean due = stripe.due;
        stripe.due = false;
        return due;
    }

    private void step(boolean due) {
        if (due) {
            pace.step();
        }
    }

    @Override
    public void drain() {
        each(ThreadCache::drain);
    }

    @Override
    public void trim() {
        each(ThreadCache::trim);
    }

    private void each(ToLongFunction<ThreadCache> action) {
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                drainedBlocks.addAndGet(action.applyAsLong(stripe.cache));
            } finally {
                stripe.lock.unlock();
            }
        }
    }

    /** A stripe that somebody holds is in use: it is left for the next round. */
    @Override
    public long maintain() {
        long moved = 0;
        for (Stripe stripe : stripes) {
            if (stripe.lock.tryLock()) {
                try {
                    moved += closed ? 0 : stripe.cache.maintain();
                } finally {
                    stripe.lock.unlock();
                }
            }
        }
        drainedBlocks.addAndGet(moved);
        return moved;
    }

    @Override
    public void stop() {
        for (Stripe stripe : stripes) { // in order: the only place that holds more than one
            stripe.lock.lock();
        }
    }

    @Override
    public void resume() {
        for (Stripe stripe : stripes) {
            stripe.lock.unlock();
        }
    }

    @Override
    public long count(int sizeClass) {
        return sum(stripe -> stripe.cache.count(sizeClass));
    }

    private long sum(ToLongFunction<Stripe> figure) {
        long sum = 0;
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                sum += figure.applyAsLong(stripe);
            } finally {
                stripe.lock.unlock();
            }
        }
        return sum;
    }

    @Override
    public void forEach(int sizeClass, LongConsumer action) {
        for (Stripe stripe : stripes) {
            for (int i = 0; i < stripe.cache.count(sizeClass); i++) {
                action.accept(stripe.cache.block(sizeClass, i));
            }
        }
    }

    @Override
    public int used() {
        return (int) sum(stripe -> stripe.used ? 1 : 0);
    }

    @Override
    public long budget() {
        return cacheBytes;
    }

    @Override
    public long capacityBytes() {
        return sum(stripe -> stripe.cache.capacityBytes());
    }

    @Override
    public long drainedBlocks() {
        return drainedBlocks.get();
    }

    @Override
    public long aborts() {
        return 0;
    }

    @Override
    public long metadataBytes() {
        return sum(stripe -> stripe.cache.metadataBytes());
    }

    @Override
    public void close() {
        stop();
        closed = true;
        resume();
    }

    @Override
    public long[] remainder() {
        return new long[0];
    }
}
