package org.ccache.bench.research.percpu;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** One timed block of one contender: all threads begin together, and the time is that from the first begin to the last end. */
final class Block {
    private final Contender contender;
    private final BlockLoop loop;

    /** Operations refused so far. */
    private final AtomicLong refused = new AtomicLong();

    Block(Contender contender) {
        this.contender = contender;
        this.loop = OperationLoop.over(contender.operation());
    }

    Contender contender() {
        return contender;
    }

    long refused() {
        return refused.get();
    }

    /**
     * Runs it.
     *
     * @return nanoseconds of processor time per operation: the threads' time, or that of all processors if there are
     *      fewer. A refused operation is tried again, so it is in the time of the one that went through
     */
    double run(Scenario scenario) throws InterruptedException {
        CyclicBarrier barrier = new CyclicBarrier(scenario.threads());
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        Thread consumer = Thread.ofPlatform().unstarted(() -> {
            try {
                while (!done.get()) {
                    if (contender.consume().getAsInt() == 0) {
                        Thread.onSpinWait();
                    }
                }
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        });
        long[] begin = new long[scenario.threads()];
        long[] end = new long[scenario.threads()];
        Thread[] threads = new Thread[scenario.threads()];
        for (int t = 0; t < threads.length; t++) {
            int number = t;
            threads[t] = Thread.ofPlatform().start(() -> {
                try {
                    contender.prepare().run();
                    await(barrier);
                    begin[number] = System.nanoTime();
                    work(scenario.operations(), failure);
                    end[number] = System.nanoTime();
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                    barrier.reset();
                }
            });
        }
        if (scenario.consumer()) {
            consumer.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        done.set(true);
        if (scenario.consumer()) {
            consumer.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        while (contender.consume().getAsInt() > 0) {
            // until nothing is left: the next block begins with empty rings
        }
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int t = 0; t < threads.length; t++) {
            first = Math.min(first, begin[t]);
            last = Math.max(last, end[t]);
        }
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), scenario.threads());
        return (double) (last - first) * processors / ((double) scenario.threads() * scenario.operations());
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever makes room may need this processor
    private void work(int operations, AtomicReference<RuntimeException> failure) {
        int left = operations;
        while (true) {
            int done = loop.run(left);
            if (done == left || failure.get() != null) { // nobody makes room any more
                return;
            }
            refused.incrementAndGet();
            left -= done;
            Thread.yield();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
