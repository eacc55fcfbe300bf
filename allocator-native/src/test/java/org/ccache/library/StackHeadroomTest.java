package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.ccache.sync.StackHeadroom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the native library's record of what each thread's stack has, and without. */
final class StackHeadroomTest {
    private static final int DESCENTS = 40;
    private static final int CALLS = 100; // with each: in all enough that both compilers have had their turn

    private static final int SLOW_FRAMES = 40; // of about 180 bytes interpreted
    private static final int CALL_FRAMES = 4; // what a downcall takes

    /** Further than anything that the product asks for goes down, in the interpreter too. */
    private static final int PROVED_BYTES = 250 << 10;

    private boolean whole; // the check for a slow path, or that for a call
    private int passes;
    private int refusals;
    private int overflows; // after a check that passed

    private static void keepRecord(boolean record) {
        if (record) {
            assumeTrue(NativeLibrary.available(), "no native library");
            Downcalls.require(Downcalls.PLAIN | Downcalls.CRITICAL);
            StackHeadroom.keep(ProvenStack.RECORD);
        } else {
            StackHeadroom.keep(null);
        }
    }

    @AfterEach
    void keepWhatThereWas() {
        boolean record = NativeLibrary.available() && NativeLibrary.provesStacks();
        StackHeadroom.keep(record ? ProvenStack.RECORD : null);
    }

    private static void onStackOf(long bytes, Runnable work) throws InterruptedException {
        Thread thread = new Thread(null, work, "stack", bytes);
        thread.start();
        thread.join();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void whereTheCheckPassesThereIsRoom(boolean record, boolean slowPath) throws InterruptedException {
        keepRecord(record);
        whole = slowPath;
        onStackOf(512 << 10, () -> {
            for (int i = 0; i < DESCENTS; i++) {
                for (int call = 0; call < CALLS; call++) {
                    check();
                }
                descend(0);
            }
        });
        assertThat(refusals).isGreaterThanOrEqualTo(DESCENTS);
        assertThat(passes).isGreaterThan(refusals);
        // Not none: a thread that has just overflowed is let into the JVM's reserve,
        // and finds it closed a moment later.
        assertThat(overflows).isLessThanOrEqualTo(refusals / 20);
    }

    /** As where the C library has no memory for the record: proving is tried once, and then it is as without one. */
    @Test
    void whereNothingIsKeptProvingIsTriedOnce() {
        Thread own = Thread.currentThread();
        StackHeadroom.keep(new StackHeadroom.Depths() {
            @Override
            public boolean reaches(int bytes) {
                return false;
            }

            @Override
            public void prove() {
                passes += Thread.currentThread() == own ? 1 : 0;
            }
        });
        StackHeadroom.check();
        assertThat(passes).isEqualTo(1);
    }

    /** A stack's memory is another thread's before and after. */
    @Test
    void eachThreadBeginsWithNothingProved() throws InterruptedException {
        keepRecord(true);
        boolean[] proved = new boolean[2];
        for (int i = 0; i < 50; i++) {
            onStackOf(
                    4 << 20,
                    () -> { // of which an interpreter goes down a quarter
                        proved[0] |= ProvenStack.RECORD.reaches(1);
                        StackHeadroom.check(400 << 10);
                        proved[1] = ProvenStack.RECORD.reaches(400 << 10);
                    });
            assertThat(proved).containsExactly(false, true);
        }
    }

    /** What is below a virtual thread's frames is its carrier's stack. */
    @Test
    void aVirtualThreadHasWhatItsCarrierHas() throws InterruptedException {
        keepRecord(true);
        // That have gone down. Noted without a lock: who waited for one would leave its carrier to another thread, gone
        // down and not yet noted.
        AtomicReference<Set<String>> carriers = new AtomicReference<>(Set.of());
        AtomicInteger wrong = new AtomicInteger();
        Runnable wanderer = () -> {
            for (int i = 0; i < 1_000; i++) {
                String carrier = carrier();
                boolean proved = carriers.get().contains(carrier);
                boolean reaches = ProvenStack.RECORD.reaches(PROVED_BYTES);
                if (carrier.equals(carrier()) && proved != reaches) {
                    wrong.incrementAndGet();
                }
                if (!reaches && i % 10 == 0) {
                    StackHeadroom.check(PROVED_BYTES); // no yield within
                    note(carriers, carrier());
                }
                LockSupport.parkNanos(1);
            }
        };
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofVirtual().start(wanderer);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(carriers.get()).isNotEmpty();
        assertThat(wrong).hasValue(0);
    }

    private static void note(AtomicReference<Set<String>> all, String one) {
        Set<String> before = all.get();
        Set<String> after = new HashSet<>(before);
        after.add(one);
        while (!all.compareAndSet(before, after)) {
            before = all.get();
            after.addAll(before);
        }
    }

    /** Of a mounted thread: VirtualThread[#30]/runnable@ForkJoinPool-1-worker-1. */
    private static String carrier() {
        String name = Thread.currentThread().toString();
        return name.substring(name.indexOf('@'));
    }

    private void check() {
        if (whole) {
            StackHeadroom.check();
        } else {
            StackHeadroom.checkCall();
        }
    }

    /** To the end of the stack, with a check and what needs it at each step of the way back up. */
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
        check();
        try {
            passes += Math.min(1, path(whole ? SLOW_FRAMES : CALL_FRAMES, 1, 2, 3, 4, 5, 6));
        } catch (StackOverflowError e) {
            overflows++;
        }
    }

    /**
     * A good part of what the deepest slow path takes, in each compiler's frames: with words that are needed on both
     * sides of the call, and two in turn, else C2 would make frames of few bytes of it, and hardly anything would
     * overflow.
     */
    private static int path(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? 1 : deeper(frames - 1, f, a, b, c, d, e) + (int) ((a ^ b) + (c ^ d) + (e ^ f) & 1);
    }

    private static int deeper(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? 1 : path(frames - 1, f, a, b, c, d, e) + (int) ((a ^ c) + (b ^ d) + (e ^ f) & 1);
    }
}
