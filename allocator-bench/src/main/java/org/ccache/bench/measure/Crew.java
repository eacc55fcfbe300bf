package org.ccache.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Threads of the platform that do one thing at the same time, and whose failures are not lost. */
public final class Crew {
    private Crew() {}

    /**
     * Runs a task on each of so many threads, all started before the first ends if the task waits for the others, and
     * waits for all.
     *
     * @param task of the thread with that number, from 0
     * @return what they returned, by number
     * @throws IllegalStateException if one failed, with its exception as the cause
     */
    public static <T> List<T> work(int threads, IntFunction<Callable<T>> task) throws InterruptedException {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int number = 0; number < threads; number++) {
            tasks.add(task.apply(number));
        }
        List<T> results = new ArrayList<>();
        try (ExecutorService executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a thread failed: " + e.getCause(), e.getCause());
        }
        return results;
    }

    /**
     * Times what all threads begin together.
     *
     * @param prepare run by each thread before its clock starts
     * @param work of each thread
     * @return nanoseconds of processor time: from the first begin to the last end, times the processors that the
     *      threads had
     */
    public static double processorNanos(int threads, Runnable prepare, Runnable work) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(threads);
        List<long[]> spans = work(threads, number -> () -> {
            try {
                prepare.run();
            } finally {
                ready.countDown(); // one that failed must not be waited for
            }
            ready.await();
            long begin = System.nanoTime();
            work.run();
            return new long[] {begin, System.nanoTime()};
        });
        long first = spans.stream().mapToLong(span -> span[0]).min().orElseThrow();
        long last = spans.stream().mapToLong(span -> span[1]).max().orElseThrow();
        return (double) (last - first) * Math.min(threads, Runtime.getRuntime().availableProcessors());
    }
}
