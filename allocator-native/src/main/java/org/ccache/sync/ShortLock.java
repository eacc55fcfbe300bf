package org.ccache.sync;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for regions that end with one store, so that an error in their midst leaves nothing half done:
 *
 * <pre>{@code
 * lock.lock();
 * try {
 *     ...
 * } finally {
 *     lock.held = ShortLock.FREE;
 * }
 * }</pre>
 *
 * <p>It is left by a store to a field, which is no call and so needs no stack: it cannot fail, wherever the stack ends.
 * And it is taken by a compare-and-set after which nothing more is called, so either it is taken or the caller gets the
 * error. Prevented, without asking for the stack before each of so many short regions: an unlock that overflows, and a
 * lock that is held for ever.
 *
 * <p>Whoever waits spins, then yields, then sleeps a little, in no order; a virtual thread only spins, for the reason
 * that {@link Mutex} gives, and a region may not park. The acquire of the taking is the partner of the volatile store
 * of {@link #FREE}: the next holder sees what the one before wrote.
 */
public class ShortLock {
    public static final int FREE = 0;

    private static final int HELD = 1;
    private static final int SPINS = 100;
    private static final int YIELDS = 100;
    private static final long SLEEP_NANOS = 50_000;

    private static final AtomicIntegerFieldUpdater<ShortLock> UPDATER =
            AtomicIntegerFieldUpdater.newUpdater(ShortLock.class, "held");

    /** {@link #FREE} or not. Stored to by the holder alone, and only to leave. */
    public volatile int held;

    public boolean tryLock() {
        return held == FREE && UPDATER.compareAndSet(this, FREE, HELD);
    }

    /** Takes the lock; others may be held: a virtual thread only spins, so it does not leave its carrier. */
    public void lock() {
        for (int attempt = 0; !tryLock(); attempt++) {
            if (Thread.currentThread().isVirtual()) {
                Thread.onSpinWait();
            } else {
                rest(attempt);
            }
        }
    }

    /** What to do before the next attempt: the holder may have lost its processor, perhaps to the caller. */
    @SuppressWarnings("ThreadPriorityCheck")
    protected static void rest(int attempt) {
        if (attempt < SPINS) {
            Thread.onSpinWait();
        } else if (attempt < SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(SLEEP_NANOS); // an interrupt cuts it short: then it is a look and a yield
            Thread.yield();
        }
    }
}
