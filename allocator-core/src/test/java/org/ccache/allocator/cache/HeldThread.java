package org.ccache.allocator.cache;

import java.util.concurrent.CountDownLatch;

/** A thread that has done its work and lives on until it is let go. */
final class HeldThread {
    private final CountDownLatch worked = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    /** Returns when the work is done. */
    HeldThread(Thread.Builder builder, Runnable work) throws InterruptedException {
        thread = builder.start(() -> {
            work.run();
            worked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        worked.await();
    }

    /** Returns when the thread has ended. */
    void end() throws InterruptedException {
        end.countDown();
        thread.join();
    }
}
