package org.ccache.allocator.cache;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all ccaches together may have as capacity: taken when a magazine grows, given back when it shrinks.
 *
 * <p>Thread-safe without a lock; only misses and maintenance come here. The sum of all capacities is at most the
 * budget, but for the first step of each magazine, which is granted even when nothing is left: what is left is below
 * zero then, until maintenance has taken capacity away elsewhere.
 */
final class CacheBudget {
    private final long total;
    private final AtomicLong left;
    private final AtomicLong denied = new AtomicLong();

    CacheBudget(long total) {
        this.total = total;
        this.left = new AtomicLong(total);
    }

    /** Takes bytes if that many are left; what was refused is remembered for {@link #shortage}. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes); // another thread may be refused meanwhile: it asks again at its next miss
        denied.addAndGet(bytes);
        return false;
    }

    /** Takes bytes even if they are not left. */
    void overdraw(long bytes) {
        left.addAndGet(-bytes);
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }

    /** Bytes refused since the last call, at most a quarter of the budget, and what is overdrawn. */
    long shortage() {
        return Math.min(denied.getAndSet(0), total / 4) + Math.max(0, -left.get());
    }

    long total() {
        return total;
    }

    /** Bytes of capacity granted now. */
    long granted() {
        return total - left.get();
    }
}
