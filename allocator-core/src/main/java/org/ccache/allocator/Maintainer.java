package org.ccache.allocator;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.cache.Pace;
import org.ccache.sync.Mutex;

/**
 * Does maintenance, one tier after the other from the top down, so that what leaves one tier in a round is seen by the
 * next in the same round.
 *
 * <p>One thread at a time, by a lock that rounds and steps only try; {@link #close} and {@link #pause} wait for the
 * round that runs. The thread, if there is one, knows the allocator weakly: it ends with it, closed or forgotten.
 */
final class Maintainer implements Pace {
    private static final int ROUNDS_SELDOM = 4; // the limits are looked at once a second

    private final Mutex lock = new Mutex();
    private volatile Maintenance mode;
    private volatile Tiers tiers; // null: not attached yet, or closed
    private volatile long due = System.nanoTime(); // when the next round, or step of one, may begin
    private int tier; // guarded by lock: the next step's
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Peaks peaks = new Peaks();
    private final LimitShare share;
    private volatile Thread thread;

    /** With a limit to be followed, or null. */
    Maintainer(Maintenance mode, LimitShare share) {
        this.mode = mode;
        this.share = share;
    }

    /** From here on the limit is a number of bytes. */
    void endShare() {
        if (share != null) {
            lock.lock(); // a round that has looked at the memory sets the limit before this, or not at all
            try {
                share.end();
            } finally {
                lock.unlock();
            }
        }
    }

    Peaks peaks() {
        return peaks;
    }

    /** From here on there is something to maintain; starts the thread if there is to be one. */
    void attach(Tiers attached, CcacheAllocator allocator) {
        tiers = attached;
        if (mode == Maintenance.THREAD) {
            try {
                thread = Thread.ofPlatform()
                        .name("ccache-maintenance")
                        .daemon()
                        .start(new Rounds(this, new WeakReference<>(allocator)));
            } catch (OutOfMemoryError e) {
                mode = Maintenance.STEPS; // no thread to be had: those who come along do it, and stats() says so
            }
        }
    }

    /** What the thread does, until the allocator is closed or forgotten. */
    private record Rounds(Maintainer maintainer, WeakReference<CcacheAllocator> allocator) implements Runnable {
        @Override
        public void run() {
            while (maintainer.tiers != null && allocator.get() != null) {
                LockSupport.parkNanos(maintainer, Caches.ROUND_NANOS);
                Thread.interrupted(); // who interrupts all threads of a group means others; parking would end at once
                // from then on
                try {
                    maintainer.maintain();
                } catch (RuntimeException | Error e) {
                    // Counted: nothing is lost, what was to be done is done in a later round.
                }
            }
        }
    }

    Maintenance mode() {
        return mode;
    }

    long rounds() {
        return rounds.get();
    }

    long failures() {
        return failures.get();
    }

    /** A round, if one is due: what was done, in blocks and bytes, 0 for nothing. */
    int maintain() {
        return System.nanoTime() - due < 0 ? 0 : maintainNow();
    }

    /** A round, unless one is running. */
    int maintainNow() {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            long now = System.nanoTime();
            due = now + Caches.ROUND_NANOS - Caches.ROUND_NANOS / 50; // a timer that comes a little early still counts
            boolean done = false;
            try {
                long work = maintainFrom(0);
                done = true;
                return (int) Math.min(work, Integer.MAX_VALUE);
            } finally {
                rounds.incrementAndGet();
                failures.addAndGet(done ? 0 : 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From one tier down: what fails in it, a refused fence or a full heap, keeps the tiers below from nothing. */
    private long maintainFrom(int from) {
        if (from == Tiers.COUNT) {
            return 0;
        }
        long work;
        long below;
        try {
            work = maintain(from);
        } finally {
            below = maintainFrom(from + 1);
        }
        return work + below;
    }

    /**
     * A third of a round, if one is due and slow paths are to do it. Bounded by what one tier does in a round. Throws
     * nothing: the caller's own work is done, and its result must not be lost.
     */
    @Override
    public void step() {
        if (mode != Maintenance.STEPS || System.nanoTime() - due < 0) {
            return;
        }
        try {
            tryStep();
        } catch (RuntimeException | Error e) {
            failures.incrementAndGet(); // a refused fence, a full heap, little stack: a later step does it
        }
    }

    private void tryStep() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            int which = tier;
            due = System.nanoTime() + Caches.ROUND_NANOS / Tiers.COUNT;
            tier = (tier + 1) % Tiers.COUNT;
            rounds.addAndGet(tier == 0 ? 1 : 0);
            maintain(which);
        } finally {
            lock.unlock();
        }
    }

    /** One tier's part of a round; with the lowest one's, once a second, goes a look at the limits. */
    private long maintain(int which) {
        Tiers attached = tiers;
        if (attached == null) {
            return 0;
        }
        boolean limits = which == Tiers.COUNT - 1 && rounds.get() % ROUNDS_SELDOM == 0;
        long purged = limits && share != null ? share.follow(attached) : 0;
        boolean over = limits && attached.arenas().overSoftLimit();
        return purged + (over ? attached.trim() : attached.maintain(which));
    }

    /**
     * Keeps maintenance still until {@link #resume}, so that nothing moves between tiers unless somebody else works.
     */
    void pause() {
        lock.lock();
    }

    void resume() {
        lock.unlock();
    }

    /** Ends maintenance: no round runs from here on. */
    void close() {
        lock.lock();
        try {
            tiers = null;
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }
}
