package org.ccache.bench.replay;

import java.util.concurrent.locks.LockSupport;

/**
 * How one thread waits for another: it spins briefly, then lets others have the processor, then sleeps, longer each
 * time. Adds up the time. Belongs to one thread.
 */
final class ReplayWait {
    // Short: the threads of a round start together and often share a processor, where spinning holds up the very thread
    // that is waited for. With a processor each, a yield without a taker returns at once and is a slower spin.
    private static final int SPINS = 16; // below a microsecond
    private static final int YIELDS = SPINS + 256; // up to some 100 us
    private static final long FIRST_SLEEP_NANOS = 20_000; // doubled each time; the timer's own slack adds some 50 us
    private static final long LONGEST_SLEEP_NANOS = 1_000_000;

    private int pauses;
    private long sleep;
    private long since;
    private long nanos;
    private long waits;

    void begin() {
        pauses = 0;
        sleep = FIRST_SLEEP_NANOS;
        since = System.nanoTime();
    }

    @SuppressWarnings("ThreadPriorityCheck") // yield is a hint here; the sleep behind it is what ends a long wait
    void pause() {
        pauses++;
        if (pauses <= SPINS) {
            Thread.onSpinWait();
        } else if (pauses <= YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(this, sleep);
            sleep = Math.min(2 * sleep, LONGEST_SLEEP_NANOS);
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
