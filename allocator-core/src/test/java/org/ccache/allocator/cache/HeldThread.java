package org.ccache.allocator.cache;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A thread that has done its work and lives on until it is closed. */
final class HeldThread implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch worked = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private volatile Throwable failure;

    /** Returns when the work is done. If it fails or takes too long, the thread is not held. */
    HeldThread(Thread.Builder builder, Runnable work) throws InterruptedException {
        thread = builder.start(() -> run(work));
        boolean held = false;
        try {
            if (!worked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the work takes more than " + PATIENCE_SECONDS + " s");
            }
            if (failure != null) {
                throw new AssertionError("the work failed: " + failure, failure);
            }
            held = true;
        } finally {
            if (!held) {
                end.countDown();
                thread.interrupt();
            }
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) { // whatever it is, the one who waits must hear of it
            failure = e;
        } finally {
            worked.countDown();
        }
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the thread has ended. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the thread has not ended");
        }
    }
}
