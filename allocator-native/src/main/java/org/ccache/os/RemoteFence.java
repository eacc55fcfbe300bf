package org.ccache.os;

/**
 * Aborts the sequences that are running on other CPUs: {@code membarrier(PRIVATE_EXPEDITED_RSEQ)}.
 *
 * <p>After {@link #fence} each sequence that was inside has either committed, and its stores are visible here, or
 * starts again and sees what the caller wrote before. No other barrier does that: the plain expedited one orders
 * memory, and the half-done sequence then commits. Registered for the process by the self test.
 *
 * <p>Always all CPUs: an mm_cid may move to another CPU between the caller's look and the interrupt.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/membarrier.2.html">membarrier(2)</a>
 */
public final class RemoteFence {
    private static final long PRIVATE_EXPEDITED_RSEQ = 1 << 7;

    private RemoteFence() {}

    /**
     * Interrupts every running thread of this process once: 1 to 100 microseconds, so not for fast paths.
     *
     * @throws IllegalStateException if the kernel refuses, which the self test has excluded
     */
    public static void fence() {
        long result = Downcalls.membarrier(PRIVATE_EXPEDITED_RSEQ);
        if (result < 0) {
            throw new IllegalStateException("membarrier refused the rseq fence: errno " + -result);
        }
    }
}
