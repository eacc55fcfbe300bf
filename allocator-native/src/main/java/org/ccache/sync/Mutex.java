package org.ccache.sync;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for slow paths. All locks of the product that are held over calls are of this class, for two promises that it
 * makes.
 *
 * <p><b>What is begun can be ended.</b> {@link #lock} and {@link #tryLock} are refused, with a
 * {@link StackOverflowError} and the lock not taken, unless the thread has the stack for a whole slow path
 * ({@link StackHeadroom}). Prevented: the thread takes the lock, the region's last call or the unlock itself overflows,
 * and the lock is held for ever.
 *
 * <p><b>No virtual thread leaves its carrier while it holds one.</b> Whoever may hold another one already waits by
 * {@link #lockWithin}, in which a virtual thread spins; and who holds none does not stay in the queue, but leaves it
 * from time to time and takes the lock if it is free. Prevented: virtual thread A, first in the queue, is woken but has
 * no carrier, because B, behind it, is pinned to the last one and waits for the same lock, which nobody holds; or A has
 * left its carrier with the lock held. Holders are on a processor, or waiting for one, or in the kernel: so they come
 * to their end.
 *
 * <p>A monitor of the JVM's is no substitute (JDK 25): on exit it wakes the first in its queue, and if that is a
 * virtual thread without a carrier, those behind it sleep beside a free monitor.
 *
 * <p>Interrupts shorten no wait and are kept. Not reentrant by intention, though nothing checks.
 */
public final class Mutex {
    /**
     * Times to look at a held lock before anything else: some ten microseconds. None where the holder cannot run
     * meanwhile.
     */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;

    /** The longest time in the queue before a look past it. */
    private static final long QUEUE_NANOS = 1_000_000;

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Takes the lock, for a thread that holds none.
     *
     * @throws StackOverflowError if the region might not come to its end; the lock is not taken
     */
    public void lock() {
        StackHeadroom.check();
        if (!look()) {
            queue();
        }
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @throws StackOverflowError as {@link #lock}
     */
    public boolean tryLock() {
        StackHeadroom.check();
        return lock.tryLock();
    }

    /** Takes the lock, for a thread that may hold others and has passed {@link StackHeadroom#check} on its way here. */
    public void lockWithin() {
        while (!look()) {
            if (!Thread.currentThread().isVirtual()) {
                queue();
                return;
            }
        }
    }

    /** As {@link #tryLock}, for a thread as of {@link #lockWithin}. */
    public boolean tryLockWithin() {
        return lock.tryLock();
    }

    /**
     * Looks for a while before anything else: most are held for a microsecond or a few, and to be woken takes ten times
     * as long.
     */
    private boolean look() {
        if (lock.tryLock()) {
            return true;
        }
        for (int look = 0; look < LOOKS; look++) {
            if (!lock.isLocked() && lock.tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void queue() {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    if (lock.tryLock(QUEUE_NANOS, TimeUnit.NANOSECONDS)) {
                        return;
                    }
                } catch (InterruptedException | OutOfMemoryError e) { // the second: no heap for the first
                    interrupted = true;
                }
                if (lock.tryLock()) { // past the queue
                    return;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for a lock that cannot be had, for a moment: initialises what the JDK needs for that, so that no contended
     * lock does so for the first time with a full heap or at the end of a stack.
     */
    public static void rehearse() {
        try {
            new Never().tryAcquireNanos(0, 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What ReentrantLock is made of, and never to be had. */
    private static final class Never extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean tryAcquire(int ignored) {
            return false;
        }
    }

    /** Leaves the lock. */
    public void unlock() {
        lock.unlock();
    }
}
