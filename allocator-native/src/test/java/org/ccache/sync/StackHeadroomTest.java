package org.ccache.sync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StackHeadroomTest {
    private static final int DESCENTS = 200;
    private static final int CALLS = 100; // with each: in all enough that both compilers have had their turn

    private static final int SLOW_FRAMES = 40; // of about 180 bytes interpreted

    private int room; // frames below a check that passed
    private int refusals;
    private int overflows; // after a check that passed

    @Test
    void whereTheCheckPassesTheSlowPathHasRoom() throws InterruptedException {
        Thread thread = new Thread(
                null,
                () -> {
                    for (int i = 0; i < DESCENTS; i++) {
                        warmUp();
                        descend(0);
                    }
                },
                "shallow",
                512 << 10);
        thread.start();
        thread.join();
        assertTrue(refusals >= DESCENTS, "checks refused: " + refusals);
        // Not none: a thread that has just overflowed is let into the JVM's reserve,
        // and finds it closed a moment later.
        assertTrue(overflows <= refusals / 20, overflows + " overflows below a check that had passed");
        assertTrue(room > 0);
    }

    private static void warmUp() {
        for (int i = 0; i < CALLS; i++) {
            StackHeadroom.check();
        }
    }

    /** To the end of the stack, with a check and a slow path at each step of the way back up. */
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

    /** Refused by the check, or at the entry already, where the check is compiled into this. */
    private void checked() {
        StackHeadroom.check();
        try {
            room = Math.max(room, slow(SLOW_FRAMES, 1, 2, 3, 4, 5, 6));
        } catch (StackOverflowError e) {
            overflows++;
        }
    }

    /**
     * A good part of what the deepest slow path takes, in each compiler's frames: with words that are needed on both
     * sides of the call, and two in turn, else C2 would make frames of few bytes of it, and hardly anything would
     * overflow.
     */
    private static int slow(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? 1 : slower(frames - 1, f, a, b, c, d, e) + (int) ((a ^ b) + (c ^ d) + (e ^ f) & 1);
    }

    private static int slower(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? 1 : slow(frames - 1, f, a, b, c, d, e) + (int) ((a ^ c) + (b ^ d) + (e ^ f) & 1);
    }
}
