package org.ccache.allocator.cache;

import java.util.concurrent.atomic.AtomicLong;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * The bytes that all ccaches together may have as capacity: taken when a magazine grows, given back when it shrinks. Of
 * them the whole classes may have a share, so that a few large blocks leave the small ones their caches.
 *
 * <p>Thread-safe without a lock; only misses and maintenance come here. The sum of all capacities is at most the
 * budget, but for the first step of each magazine of a shared class, which is granted even when nothing is left: what
 * is left is below zero then, until maintenance has taken capacity away elsewhere.
 */
final class CacheBudget {
    private final long total;
    private final AtomicLong left;
    private final AtomicLong leftWhole;
    private final AtomicLong denied = new AtomicLong();
    private final AtomicLong deniedWhole = new AtomicLong();

    CacheBudget(long total) {
        this.total = total;
        this.left = new AtomicLong(total);
        this.leftWhole = new AtomicLong(Capacities.wholeShare(total));
    }

    /**
     * Takes bytes for a class if that many are left; what was refused is remembered for {@link #shortage} or, where it
     * was the whole classes' share that is used up, for {@link #wholeShortage}.
     */
    boolean take(int sizeClass, long bytes) {
        boolean whole = SizeClasses.isWhole(sizeClass);
        if (whole && leftWhole.addAndGet(-bytes) < 0) {
            leftWhole.addAndGet(bytes);
            deniedWhole.addAndGet(bytes);
            return false;
        }
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        give(sizeClass, bytes); // another thread may be refused meanwhile: it asks again at its next miss
        denied.addAndGet(bytes);
        return false;
    }

    /** Takes bytes for a shared class even if they are not left. */
    void overdraw(long bytes) {
        left.addAndGet(-bytes);
    }

    void give(int sizeClass, long bytes) {
        left.addAndGet(bytes);
        if (SizeClasses.isWhole(sizeClass)) {
            leftWhole.addAndGet(bytes);
        }
    }

    /** Bytes refused since the last call, at most a quarter of the budget, and what is overdrawn. */
    long shortage() {
        return Math.min(denied.getAndSet(0), total / 4) + Math.max(0, -left.get());
    }

    /** Likewise of what whole classes were refused: to be taken from whole classes. */
    long wholeShortage() {
        return Math.min(deniedWhole.getAndSet(0), total / 4);
    }

    long total() {
        return total;
    }

    /** Bytes of capacity granted now. */
    long granted() {
        return total - left.get();
    }
}
