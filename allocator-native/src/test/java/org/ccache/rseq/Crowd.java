package org.ccache.rseq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Threads at work at once, half of them virtual; what one of them throws is thrown at the end. */
public final class Crowd {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    public Crowd start(int count, IntConsumer work) {
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                try {
                    work.accept(number);
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                }
            }));
        }
        return this;
    }

    /** Whether somebody has failed: whoever waits for the others can stop. */
    public boolean failed() {
        return failure.get() != null;
    }

    public void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        if (failed()) {
            throw new AssertionError("a thread failed", failure.get());
        }
    }
}
