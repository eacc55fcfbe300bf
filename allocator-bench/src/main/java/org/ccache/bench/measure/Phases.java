package org.ccache.bench.measure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that do one thing after another together, and rest in between with all of them alive, as the threads of a
 * server between requests: so what they leave can be looked at.
 */
public final class Phases implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 300;

    private final Thread[] threads;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Phase next;

    /** What one thread does in a phase. */
    public interface Work {
        /** The thread has this number, from 0. */
        void run(int thread) throws Exception;
    }

    /** A phase that has yet to begin. Written before it begins, read by the threads after. */
    private static final class Phase {
        final CountDownLatch begin = new CountDownLatch(1);
        final CountDownLatch done;
        Work work; // null: there is nothing more to do
        Phase next;

        Phase(int threads) {
            done = new CountDownLatch(threads);
        }
    }

    /** Starts the threads and waits until all are there. Close it, whatever happens: they wait for ever. */
    public Phases(Thread.Builder builder, int threads) throws InterruptedException {
        this.threads = new Thread[threads];
        next = new Phase(threads);
        Phase first = next;
        CountDownLatch started = new CountDownLatch(threads);
        try {
            for (int i = 0; i < threads; i++) {
                int number = i;
                this.threads[i] = builder.start(() -> {
                    started.countDown();
                    live(number, first);
                });
            }
            await(started, "there");
        } catch (Throwable e) { // such as no memory for one more thread
            close();
            throw e;
        }
    }

    public int threads() {
        return threads.length;
    }

    /**
     * Lets each thread do this, and waits until all rest again.
     *
     * @return nanoseconds from the word to the last one's end
     * @throws IllegalStateException if one failed
     */
    public long run(Work work) throws InterruptedException {
        Phase phase = next;
        long start = System.nanoTime();
        begin(work);
        await(phase.done, "done");
        long nanos = System.nanoTime() - start;
        if (failure.get() != null) {
            throw new IllegalStateException("a thread failed: " + failure.get(), failure.get());
        }
        return nanos;
    }

    private void begin(Work work) {
        Phase phase = next;
        phase.work = work;
        phase.next = new Phase(threads.length);
        next = phase.next;
        phase.begin.countDown();
    }

    private void live(int number, Phase first) {
        Phase phase = first;
        while (true) {
            try {
                phase.begin.await();
                if (phase.work == null) {
                    return;
                }
                phase.work.run(number);
            } catch (Throwable e) { // whatever it is: nobody may wait for this one
                failure.compareAndSet(null, e);
            }
            phase.done.countDown();
            phase = phase.next;
        }
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    latch.getCount() + " threads were not " + what + " after " + PATIENCE_SECONDS + " s");
        }
    }

    /** Lets the threads end, and waits for it, interrupted or not: what they use goes next. */
    @Override
    public void close() {
        begin(null);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread != null && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
