package org.ccache.allocator.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.ccache.allocator.depot.Depots;
import org.ccache.rseq.Rseq;
import org.ccache.sync.ShortLock;
import org.ccache.sync.StackHeadroom;

/**
 * Stripes: as many caches as there are indexes, each behind a lock; for machines without restartable sequences.
 *
 * <p>A thread starts at a stripe of its own number and takes the first that is not held; with all of them held it waits
 * for its own. A hit moves one word and a count, with no call in between; the slow paths have the stack they need, or
 * change nothing: so a {@link ShortLock} will do, and no stack is probed at each hit.
 */
public final class StripedCaches extends Caches {
    private static final int SPREAD = 0x9E3779B9; // golden ratio: neighbouring thread numbers land apart

    /** A cache and its lock. The pace of the cache: maintenance may be due, but only once the lock is free. */
    private static final class Stripe implements Pace {
        final ShortLock lock = new ShortLock();
        final ThreadCache cache;
        boolean used; // guarded by lock
        boolean due; // guarded by lock: the cache went a slow way

        Stripe(long bytes, Depots depots) {
            this.cache = new ThreadCache(bytes, depots, this);
        }

        @Override
        public void step() {
            due = true;
        }
    }

    private final Stripe[] stripes;
    private final long cacheBytes;
    private final Pace pace;
    private final AtomicLong drainedBlocks = new AtomicLong();
    private volatile boolean closed; // written with all stripes held

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

    /** A stripe whose lock is held; no call stands between that and the caller's try. */
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
        long block;
        boolean due;
        try {
            block = cache(stripe).allocate(sizeClass);
            due = stripe.due; // from here on no call that could fail, but where a slow path has had the stack
            stripe.due = false;
        } finally {
            stripe.lock.held = ShortLock.FREE;
        }
        if (due) {
            pace.step();
        }
        return block;
    }

    @Override
    public void free(int sizeClass, long block) {
        Stripe stripe = lock();
        boolean due;
        try {
            cache(stripe).free(sizeClass, block);
            due = stripe.due;
            stripe.due = false;
        } finally {
            stripe.lock.held = ShortLock.FREE;
        }
        if (due) {
            pace.step();
        }
    }

    @Override
    public void drain() {
        empty(false);
    }

    @Override
    public void trim() {
        empty(true);
    }

    private void empty(boolean capacities) {
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                cache(stripe); // refuses if closed
                drainedBlocks.addAndGet(capacities ? stripe.cache.trim() : stripe.cache.drain());
            } finally {
                stripe.lock.held = ShortLock.FREE;
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
                    stripe.lock.held = ShortLock.FREE;
                }
            }
        }
        drainedBlocks.addAndGet(moved);
        return moved;
    }

    @Override
    public void stop() {
        StackHeadroom.check();
        for (Stripe stripe : stripes) { // in order: the only place that holds more than one
            stripe.lock.lock();
        }
    }

    @Override
    public void resume() {
        for (Stripe stripe : stripes) {
            stripe.lock.held = ShortLock.FREE;
        }
    }

    @Override
    public long count(int sizeClass) {
        long sum = 0;
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                sum += stripe.cache.count(sizeClass);
            } finally {
                stripe.lock.held = ShortLock.FREE;
            }
        }
        return sum;
    }

    @Override
    public void forEach(int sizeClass, LongConsumer action) {
        for (Stripe stripe : stripes) {
            stripe.cache.forEach(sizeClass, action);
        }
    }

    @Override
    public int used() {
        int used = 0;
        for (Stripe stripe : stripes) {
            used += stripe.used ? 1 : 0; // racy: a statistic
        }
        return used;
    }

    @Override
    public long budget() {
        return cacheBytes;
    }

    @Override
    public long capacityBytes() {
        long sum = 0;
        for (Stripe stripe : stripes) {
            sum += stripe.cache.capacityBytes(); // racy: a statistic
        }
        return sum;
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
        long sum = 0;
        for (Stripe stripe : stripes) {
            sum += stripe.cache.metadataBytes(); // racy: a statistic
        }
        return sum;
    }

    @Override
    public void close() {
        stop();
        closed = true; // everybody who is in has left, and whoever comes in sees it
        resume();
    }
}
