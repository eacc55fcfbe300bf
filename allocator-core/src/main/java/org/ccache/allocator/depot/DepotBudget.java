package org.ccache.allocator.depot;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that several depots together may keep: each takes what it wants to keep more, and gives it back when it no
 * longer needs it. Without it 64 depots of blocks up to 1 MiB, each within its own capacity, kept as much as the
 * program that used them all.
 *
 * <p>Thread-safe without a lock; comes after the lock of whatever depot asks, and waits for nobody.
 */
final class DepotBudget {
    private final AtomicLong left;

    DepotBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Takes so many bytes if they are left. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes); // another depot may be refused meanwhile: it asks again when it next finds too little
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }
}
