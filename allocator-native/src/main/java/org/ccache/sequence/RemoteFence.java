package org.ccache.sequence;

import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.NativeLibrary;
import org.ccache.os.Faults;

/**
 * Aborts the sequences that are running on other CPUs: {@code membarrier(PRIVATE_EXPEDITED_RSEQ)}.
 *
 * <p>After {@link #fence} each sequence that was inside has either committed, and its stores are visible here, or
 * starts again and sees what the caller wrote before. No other barrier does that: the plain expedited one orders
 * memory, and the half-done sequence then commits. Registered for the process, and tried, by the
 * self test; the first fence waits for that.
 *
 * <p>Always all CPUs: an mm_cid may move to another CPU between the caller's look and the interrupt.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/membarrier.2.html">membarrier(2)</a>
 */
public final class RemoteFence {
    private static final long PRIVATE_EXPEDITED_RSEQ = 1 << 7;

    private RemoteFence() {}

    /** Links the call, so that the first fence cannot fail for want of heap or stack. Idempotent; cheap once done. */
    public static void link() {
        if (NativeLibrary.available()) {
            Downcalls.link(Downcalls.PLAIN);
        }
    }

    /**
     * Waits until the self test has registered and tried the fence, some ten milliseconds after its start.
     * {@link #fence} waits for it too: whoever will hold a lock then, or is short of heap or stack, waits here before.
     *
     * @throws IllegalStateException if the self test has found the fence not to work
     */
    public static void await() {
        SelfTest.awaitFence();
    }

    /**
     * Interrupts every running thread of this process once: 1 to 100 microseconds, so not for fast paths.
     *
     * @throws IllegalStateException if the kernel refuses or the self test has found the fence not to work
     */
    public static void fence() {
        SelfTest.awaitFence();
        long fault = Faults.strike(Faults.Call.FENCE);
        long result = fault != 0 ? fault : Downcalls.plain(TableLayout.MEMBARRIER, PRIVATE_EXPEDITED_RSEQ, 0, 0, 0);
        if (result < 0) {
            throw new IllegalStateException("membarrier refused the rseq fence: errno " + -result);
        }
    }
}
