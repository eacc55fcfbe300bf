package org.ccache.library;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.ccache.sync.StackHeadroom;
import org.ccache.sync.Waiting;

/**
 * A step of setting up that is taken once in a process, and taken again by the next caller if it failed.
 *
 * <p><b>Prevented.</b> A class initialiser that fails decides for ever: after one full heap or one deep stack at the
 * wrong moment every later use is a {@link NoClassDefFoundError}. So initialisers here have constants only, or read
 * what a step has left for them; whatever may fail is done in steps. That leaves the JDK's own initialisers, of which
 * the first downcalls run some hundreds and which are no more forgiving than ours were:
 *
 * <ul>
 *   <li>Stack: a step begins only where there is room for it, else on a thread of its own. Linking takes less than 80
 *       KiB (JDK 25).
 *   <li>Heap: a step begins by taking, and giving back, more than it will keep. What then fills the heap before the
 *       step's end would have to be another thread, within these milliseconds.
 * </ul>
 *
 * <p>Steps are taken one at a time, and a step may take others. Whoever waits holds nothing meanwhile.
 *
 * <p><b>Never on a virtual thread.</b> Something in a step may be locked, by the JDK or, where libraries are loaded, by
 * another class loader's step. A virtual thread that waits there leaves its carrier, and if all carriers have then
 * become those of pinned threads that wait for the step, nobody goes on. So virtual threads have every step taken by a
 * platform thread, and do not even touch the monitor, in whose queue one of them could stand in front of a platform
 * thread.
 */
public abstract class FirstUse implements Runnable, BooleanSupplier {
    private static final String NAME = "ccache-first-use";
    private static final long WORKER_STACK_BYTES = 1 << 20;

    private static final int HEAP_PIECES = 16;
    private static final int HEAP_PIECE_BYTES = 64 << 10; // far from the half region that is humongous to G1

    private static final long POLL_NANOS = 100_000;

    private static volatile Thread owner; // who takes a step, null if nobody does; set under the class' monitor

    @SuppressWarnings("unused") // written only, and a field, so that no compiler takes the pieces away
    private static Object pieces;

    private Thread caller;
    private Throwable failure;
    private volatile boolean ended;

    /** For subclasses. */
    protected FirstUse() {}

    /** Whether the step has been taken: what {@link #take} left is there. */
    protected abstract boolean taken();

    /**
     * Takes the step; may fail at any point, and is then taken again from its beginning. Its last store makes it taken.
     */
    protected abstract void take();

    /**
     * Takes the step unless it has been taken. Each instance is for one call.
     *
     * @throws OutOfMemoryError if there is no heap for it
     * @throws StackOverflowError if there is not even the stack to begin
     */
    public final void ensure() {
        caller = Thread.currentThread();
        if (owner == caller) { // a step of a step; another thread's name never changes to ours
            if (!taken()) {
                take();
            }
            return;
        }
        StackHeadroom.check();
        if (!caller.isVirtual() && DeepStack.room()) {
            run();
        }
        while (!ended && !taken()) {
            if (owner != null) { // not one more thread for each that waits
                Waiting.until(new Free(), POLL_NANOS);
            } else {
                start();
                Waiting.until(this, POLL_NANOS);
            }
        }
        rethrow();
    }

    /**
     * Begins the step on a thread of its own and does not wait for it, so that the caller can do something else
     * meanwhile. A hint: nothing is done while another step is being taken, nothing is said of failures, and whoever
     * needs the step ensures it later.
     */
    public final void begin() {
        if (owner == null) {
            try {
                StackHeadroom.check();
                caller = Thread.currentThread();
                start();
            } catch (OutOfMemoryError | StackOverflowError e) { // no heap, stack or thread for it now
            }
        }
    }

    /**
     * For an initialiser that needs little, but has one attempt: makes it likely to succeed, as a step's beginning
     * does.
     *
     * @throws OutOfMemoryError if there is no heap for it
     * @throws StackOverflowError if there is no stack for it
     */
    public static void checkRoom() {
        StackHeadroom.check();
        checkHeap();
    }

    private void start() {
        Thread worker = new Thread(null, this, NAME, WORKER_STACK_BYTES, false);
        worker.setDaemon(true);
        worker.start();
    }

    /** On the caller's thread or the worker's, a platform thread in any case, that has the room. */
    @Override
    public final void run() {
        Thread self = Thread.currentThread();
        try {
            while (!taken()) {
                if (claim(self)) {
                    checkHeap();
                    if (!taken()) {
                        take();
                    }
                    break; // without another look: that there is more to take by now is not for this instance
                }
                Waiting.until(new Free(), POLL_NANOS);
            }
        } catch (Throwable t) {
            failure = t;
        } finally {
            if (owner == self) {
                owner = null;
            }
            ended = true;
            LockSupport.unpark(caller);
        }
    }

    private static synchronized boolean claim(Thread thread) {
        if (owner == null) {
            owner = thread;
            return true;
        }
        return false;
    }

    /** Whether the attempt has come to its end. */
    @Override
    public final boolean getAsBoolean() {
        return ended;
    }

    private static void checkHeap() {
        byte[][] all = new byte[HEAP_PIECES][];
        pieces = all;
        try {
            for (int i = 0; i < HEAP_PIECES; i++) {
                all[i] = new byte[HEAP_PIECE_BYTES];
            }
        } finally {
            pieces = null;
        }
    }

    private void rethrow() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** Nobody takes a step. */
    private static final class Free implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return owner == null;
        }
    }
}
