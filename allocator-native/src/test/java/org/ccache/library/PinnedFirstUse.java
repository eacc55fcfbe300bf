package org.ccache.library;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.rseq.Rseq;

/**
 * The program of a child JVM with one carrier: a virtual thread begins the first use while the lock that class loaders
 * share for it is held, another one, pinned by its class initialiser, wants the same, and then the lock is free. Prints
 * how many came to their end.
 */
public final class PinnedFirstUse {
    private static final long PATIENCE_SECONDS = 30;

    private static final AtomicInteger DONE = new AtomicInteger();
    private static volatile Thread pinned;

    private PinnedFirstUse() {}

    private static void use() {
        if (Rseq.mode() != null) {
            DONE.incrementAndGet();
        }
    }

    private static final class Pinning {
        static {
            pinned = Thread.currentThread();
            use();
        }

        private Pinning() {}

        private static void initialise() {
            // by the call itself
        }
    }

    /** No arguments. */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(2);
        synchronized (Runtime.getRuntime()) {
            Thread first = Thread.ofVirtual().start(() -> {
                use();
                ended.countDown();
            });
            while (!waits(first) || !isWantedByOthers()) {
                Thread.sleep(1);
            }
            Thread.ofVirtual().start(() -> {
                Pinning.initialise();
                ended.countDown();
            });
            while (pinned == null || !waits(pinned)) {
                Thread.sleep(1);
            }
        }
        boolean all = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        System.out.println("done=" + DONE);
        System.exit(all ? 0 : 1);
    }

    private static boolean waits(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    /**
     * Whether a platform thread stands before the lock; if it is a virtual one, that it waits is all there is to see.
     */
    private static boolean isWantedByOthers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ccache"))
                .allMatch(thread -> thread.getState() == Thread.State.BLOCKED);
    }
}
