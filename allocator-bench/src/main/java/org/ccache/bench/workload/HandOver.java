package org.ccache.bench.workload;

import java.util.concurrent.locks.LockSupport;

/**
 * Positions of a ring that one thread fills and one other thread empties. What lies at a position is the user's: slots
 * of a table, elements of arrays. Invariant: {@code emptied <= filled <= emptied + positions}. Everything written
 * before {@link #publish()} is visible after the {@link #take()} of that position, and what was done before
 * {@link #release()} after the {@link #claim()} that comes around to it: both counters are volatile, with one writer
 * each.
 */
public final class HandOver {
    /** How long a thread that nobody wakes sleeps; the kernel's timer slack adds about as much. */
    private static final long NAP_NANOS = 50_000;

    /** Looks before the processor is offered to the other thread: some tens of microseconds. */
    private static final int SPINS = 1000;

    private final int positions;
    private final HandOverWait wait;
    private volatile long filled;
    private volatile long emptied;
    private volatile Thread waiting;
    private volatile boolean closed;
    private volatile boolean abandoned;

    /**
     * An empty ring.
     *
     * @param positions a power of two
     * @param wait what a thread does that waits for the other
     */
    public HandOver(int positions, HandOverWait wait) {
        if (Integer.bitCount(positions) != 1) {
            throw new IllegalArgumentException(positions + " positions are no power of two");
        }
        this.positions = positions;
        this.wait = wait;
    }

    /** Waits until the next position is empty. */
    public int claim() {
        long next = filled;
        for (int looks = 0; next - emptied >= positions; looks++) {
            if (abandoned) {
                throw new IllegalStateException("the thread that empties the ring has ended");
            }
            if (wait == HandOverWait.SPIN) {
                spin(looks);
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
        return (int) next & (positions - 1);
    }

    /** Hands over the claimed position. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void publish() {
        filled++;
        if (wait == HandOverWait.WOKEN) {
            // Either this sees the thread, or the thread, which looks at the counter once more, sees the position.
            Thread thread = waiting;
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** Waits for the next full position; -1 if there will be none. */
    public int take() {
        long next = emptied;
        for (int looks = 0; filled == next; looks++) {
            if (closed && filled == next) {
                return -1;
            }
            switch (wait) {
                case NAP -> LockSupport.parkNanos(NAP_NANOS);
                case WOKEN -> sleep(next);
                case SPIN -> spin(looks);
            }
        }
        return (int) next & (positions - 1);
    }

    /** Never a nap: once either thread had to, both would nap in turns. */
    @SuppressWarnings("ThreadPriorityCheck") // the other thread may be waiting for this processor
    private static void spin(int looks) {
        if (looks < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private void sleep(long next) {
        waiting = Thread.currentThread();
        if (filled == next && !closed) {
            LockSupport.park();
        }
        waiting = null;
    }

    /** Gives the taken position back, empty. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void release() {
        emptied++;
    }

    /** By the filling thread: nothing comes any more. */
    public void close() {
        closed = true;
        LockSupport.unpark(waiting);
    }

    /** By the emptying thread, when it ends: nobody empties any more. */
    public void abandon() {
        abandoned = true;
    }
}
