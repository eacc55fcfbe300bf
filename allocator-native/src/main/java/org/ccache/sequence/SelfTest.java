package org.ccache.sequence;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.sync.Waiting;

/**
 * Java's side of {@code probe.c}: does this kernel abort sequences at a fence and at a preemption?
 *
 * <p>Started on native threads of its own and awaited later, so that it runs while Java links its handles.
 */
public final class SelfTest {
    /** Order of {@code struct probe}. */
    private static final int DONE = 0;

    private static final int AREA_OFFSET = 1;
    private static final int CREATE = 2;
    private static final int DETACH = 3;
    private static final int ERROR = 4;
    private static final int FENCE_ABORTS = 5;
    private static final int PREEMPTION_ABORTS = 6;
    private static final int NAPS = 7;
    private static final int NANOSECONDS = 8;
    private static final int FIRST = 9;
    private static final int WORDS = 10;

    private static final long POLL_NS = 50_000;

    private static final int RUNNING = 0;
    private static final int PASSED = 1;
    private static final int NO_REGISTRATION = 2;
    private static final int NO_THREAD = 3;
    private static final int NO_FENCE = 4;
    private static final int FENCE_ABORTS_NOTHING = 5;

    private static volatile SelfTest started;
    private static volatile boolean fenceVerified;

    private final MemorySegment probe;
    private final VarHandle words = ValueLayout.JAVA_LONG.varHandle();
    private final Outcome first = new Outcome(this, FIRST); // made now: to wait takes no heap
    private final Outcome done = new Outcome(this, DONE);

    private SelfTest(MemorySegment probe) {
        this.probe = probe;
    }

    /** Starts the test; its memory is never freed, since a native thread may outlive any waiting. */
    static SelfTest start(long areaOffset) {
        SelfTest test = new SelfTest(Arena.global().allocate(ValueLayout.JAVA_LONG, WORDS));
        test.put(AREA_OFFSET, areaOffset);
        test.put(CREATE, Downcalls.symbol("pthread_create"));
        test.put(DETACH, Downcalls.symbol("pthread_detach"));
        if (test.get(CREATE) == 0 || test.get(DETACH) == 0) {
            test.end(NO_THREAD);
            started = test;
            return test;
        }
        long error = Downcalls.call(Downcalls.function(TableLayout.PROBE_START), test.probe.address(), 0);
        if (error != 0) {
            test.put(ERROR, error);
            test.end(NO_THREAD);
        }
        started = test;
        return test;
    }

    private void end(long outcome) {
        put(FIRST, outcome);
        put(DONE, outcome);
    }

    /** Waits for the steps that decide the mode and says why sequences cannot be used; null if they can. */
    String await() {
        return verdict(first.await());
    }

    /**
     * Waits for the last step, which registers and tries the fence.
     *
     * @throws IllegalStateException if the fence does not work: then no other index's cache can be touched
     */
    static void awaitFence() {
        if (fenceVerified) {
            return;
        }
        SelfTest test = started;
        String refused = test == null ? "the self test was not run" : test.verdict(test.done.await());
        if (refused != null) {
            throw new IllegalStateException("no remote fence: " + refused);
        }
        fenceVerified = true;
    }

    /** A word to wait for. */
    private static final class Outcome implements BooleanSupplier {
        private final SelfTest test;
        private final int word;

        Outcome(SelfTest test, int word) {
            this.test = test;
            this.word = word;
        }

        @Override
        public boolean getAsBoolean() {
            return test.outcome(word) != RUNNING;
        }

        long await() {
            Waiting.until(this, POLL_NS);
            return test.outcome(word);
        }
    }

    /** Acquire: its partner is the release with which the tester writes an outcome, last. */
    private long outcome(int word) {
        return (long) words.getAcquire(probe, 8L * word);
    }

    private String verdict(long outcome) {
        String error = get(ERROR) == 0 ? "" : ", errno " + get(ERROR);
        return switch ((int) outcome) {
            case PASSED -> null;
            case NO_REGISTRATION -> "a new thread is not registered for rseq";
            case NO_THREAD -> "the self test could not start its threads" + error;
            case NO_FENCE -> "membarrier has no rseq fence (Linux 5.10 or later, not filtered)" + error;
            case FENCE_ABORTS_NOTHING -> "abort not observed: the rseq fence aborted no sequence in the self test";
            default ->
                get(ERROR) == 0
                        ? "abort not observed: preemption on one CPU aborted no sequence in the self test"
                        : "the self test could not put its threads on one CPU" + error;
        };
    }

    /** Waits for the end of the test: what it saw, for reports. */
    String summary() {
        done.await();
        String fence = get(FENCE_ABORTS) < 0 ? "not observable" : get(FENCE_ABORTS) + " aborts";
        return "self test: preemption " + get(PREEMPTION_ABORTS) + " aborts after " + get(NAPS) + " naps, fence "
                + fence + ", " + get(NANOSECONDS) / 1000 + " us in all";
    }

    private void put(int word, long value) {
        probe.setAtIndex(ValueLayout.JAVA_LONG, word, value);
    }

    private long get(int word) {
        return probe.getAtIndex(ValueLayout.JAVA_LONG, word);
    }
}
