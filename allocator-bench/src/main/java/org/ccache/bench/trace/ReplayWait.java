package org.ccache.bench.trace;

import java.util.concurrent.locks.LockSupport;

/**
 * How one thread waits for another: it spins briefly, as the other is likely a few steps away, then lets others have the
 * processor, then sleeps. Adds up the time. Belongs to one thread.
 */
final class ReplayWait {
    private static final int SPINS = 128; // below a microsecond or two
    private static final int YIELDS = SPINS + 64;
    private static final long SLEEP_NANOS = 20_000; // the timer's own slack makes it about 70 us

    private int pauses;
    private long since;
    private long nanos;
    private long waits;

    void begin() {
        pauses = 0;
        since = System.nanoTime();
    }

    void pause() {
        pauses++;
        if (pauses <= SPINS) {
            Thread.onSpinWait();
        } else if (pauses <= YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(this, SLEEP_NANOS);
        }
    }

    void end() {
        nanos += System.nanoTime() - since;
        waits++;
    }

    void reset() {
        nanos = 0;
        waits = 0;
    }

    /** Time between begin and end, since the reset. */
    long nanos() {
        return nanos;
    }

    /** Number of waits since the reset. */
    long waits() {
        return waits;
    }
}
