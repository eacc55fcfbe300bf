package org.ccache.allocator.cache;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
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

        Stripe(ThreadCache cache) {
            this.cache = cache;
        }
    }

    private final Stripe[] stripes;
    private boolean closed; // plain, as in ThreadCaches; the depots refuse what slips through

    public StripedCaches(Capacities capacities, Depots depots) {
        int wanted = Math.min(Rseq.indexes(), 2 * Runtime.getRuntime().availableProcessors());
        stripes = new Stripe[1 << 32 - Integer.numberOfLeadingZeros(wanted - 1)];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(new ThreadCache(capacities, depots));
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
        try {
            return cache(stripe).allocate(sizeClass);
        } finally {
            stripe.lock.unlock();
        }
    }

    @Override
    public void free(int sizeClass, long block) {
        Stripe stripe = lock();
        try {
            cache(stripe).free(sizeClass, block);
        } finally {
            stripe.lock.unlock();
        }
    }

    @Override
    public void drain() {
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                stripe.cache.drain();
            } finally {
                stripe.lock.unlock();
            }
        }
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
        long sum = 0;
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                sum += stripe.cache.count(sizeClass);
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
        int used = 0;
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                used += stripe.used ? 1 : 0;
            } finally {
                stripe.lock.unlock();
            }
        }
        return used;
    }

    @Override
    public long aborts() {
        return 0;
    }

    @Override
    public long metadataBytes() {
        long sum = 0;
        for (Stripe stripe : stripes) {
            sum += stripe.cache.metadataBytes();
        }
        return sum;
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
