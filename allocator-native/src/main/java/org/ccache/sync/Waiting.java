package org.ccache.sync;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits by looking at a condition again and again, a pause in between.
 *
 * <p><b>Prevented.</b> A park returns at once while the thread is interrupted, and once more after it has interrupted
 * itself, so a loop around it spins. A virtual thread that spins keeps its carrier, and if whoever it waits for needs
 * that carrier, both stand still for ever. Here the status is taken away while the loop runs, and given back at its end
 * and not before.
 *
 * <p>Never with a {@link Mutex} held: a virtual thread leaves its carrier in the pause.
 */
public final class Waiting {
    private Waiting() {}

    /**
     * Returns as soon as the condition is seen to hold. The thread's interrupt status is afterwards what it was, or set
     * if somebody interrupted meanwhile.
     *
     * @param pauseNanos about the time between two looks; interrupts and stray permits may shorten one
     */
    public static void until(BooleanSupplier condition, long pauseNanos) {
        boolean interrupted = false;
        try {
            while (!condition.getAsBoolean()) {
                LockSupport.parkNanos(pauseNanos);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets some time go by, at least so many nanoseconds; takes no heap. Interrupts as above. */
    public static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
