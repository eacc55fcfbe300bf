package org.ccache.rseq.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CallHeadroomTest {
    private static final int DESCENTS = 40;
    private static final int CALLS = 100; // with each: in all enough that both compilers have had their turn

    private static final int CALL_FRAMES = 4; // of about 150 bytes interpreted: what a downcall takes

    private int refusals;
    private int passes;
    private int overflows; // after a check that passed

    @Test
    void whereTheCheckPassesACallHasRoom() throws InterruptedException {
        Thread thread = new Thread(
                null,
                () -> {
                    for (int i = 0; i < DESCENTS; i++) {
                        for (int call = 0; call < CALLS; call++) {
                            CallHeadroom.check();
                        }
                        descend(0);
                    }
                },
                "shallow",
                512 << 10);
        thread.start();
        thread.join();
        assertThat(refusals).isPositive();
        assertThat(passes).isGreaterThan(refusals);
        // Not none: a thread that has just overflowed is let into the JVM's reserve,
        // and finds it closed a moment later.
        assertThat(overflows).isLessThanOrEqualTo(refusals / 20);
    }

    /** To the end of the stack, with a check and a call at each step of the way back up. */
    private void descend(int depth) {
        try {
            if (depth < Integer.MAX_VALUE) {
                descend(depth + 1);
            }
        } catch (StackOverflowError e) {
            // the end of the stack: back up, a check at each step
        }
        try {
            checked();
        } catch (StackOverflowError e) {
            refusals++;
        }
    }

    private void checked() {
        CallHeadroom.check();
        try {
            passes += call(CALL_FRAMES, 1, 2, 3, 4, 5, 6);
        } catch (StackOverflowError e) {
            overflows++;
        }
    }

    private static int call(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? 1 : deeper(frames - 1, f, a, b, c, d, e) + (int) ((a ^ b) + (c ^ d) + (e ^ f) & 0);
    }

    private static int deeper(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? 1 : call(frames - 1, f, a, b, c, d, e) + (int) ((a ^ c) + (b ^ d) + (e ^ f) & 0);
    }
}
