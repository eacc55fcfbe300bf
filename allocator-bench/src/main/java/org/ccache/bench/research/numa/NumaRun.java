package org.ccache.bench.research.numa;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.machine.IdList;
import org.ccache.rseq.Rseq;

/** A pattern and a placement on a fresh allocator, which nobody else uses and which stays open. */
public final class NumaRun {
    private final CcacheAllocator allocator;
    private final NumaSettings settings;
    private final int[] processors;
    private final CyclicBarrier all;
    private final CyclicBarrier drain;
    private final List<NumaThread> threads = new ArrayList<>();

    private NumaRun(CcacheAllocator allocator, NumaSettings settings) throws IOException {
        this.allocator = allocator;
        this.settings = settings;
        this.processors = Affinity.allowed();
        this.all = new CyclicBarrier(settings.threads());
        this.drain = new CyclicBarrier(settings.threads(), allocator::drain);
    }

    /**
     * Runs it to its end.
     *
     * @throws IOException if the processors of this process are not to be had
     */
    public static NumaResult run(CcacheAllocator allocator, NumaSettings settings)
            throws IOException, InterruptedException {
        return of(allocator, settings).run();
    }

    static NumaRun of(CcacheAllocator allocator, NumaSettings settings) throws IOException {
        return new NumaRun(allocator, settings);
    }

    private NumaResult run() throws InterruptedException {
        int nodes = Arrays.stream(IdList.nodes()).max().orElse(0) + 1;
        for (int i = 0; i < settings.threads(); i++) {
            threads.add(new NumaThread(this, i, new NodeCounts(Rseq.indexes(), nodes)));
        }
        List<Thread> started = new ArrayList<>();
        for (NumaThread thread : threads) {
            started.add(Thread.ofPlatform().name("numa-" + started.size()).start(thread));
        }
        for (Thread thread : started) {
            thread.join();
        }
        NodeCounts sum = new NodeCounts(Rseq.indexes(), nodes);
        threads.forEach(thread -> sum.add(thread.counts()));
        List<String> problems = new ArrayList<>();
        for (NumaThread thread : threads) {
            // A barrier that broke is another thread's failure.
            if (thread.failure() != null && !(thread.failure() instanceof BrokenBarrierException)) {
                problems.add(thread.failure().toString());
            }
        }
        problems.addAll(allocator.audit().problems());
        long wrong = threads.stream().mapToLong(NumaThread::wrong).sum();
        return new NumaResult(settings, allocator.stats(), sum, wrong, problems);
    }

    CcacheAllocator allocator() {
        return allocator;
    }

    NumaSettings settings() {
        return settings;
    }

    int processor(int thread) {
        return processors[thread % processors.length];
    }

    int anyProcessor(SplittableRandom random) {
        return processors[random.nextInt(processors.length)];
    }

    /** Half way round: processors of one node have neighbouring numbers on most machines. */
    NumaThread giverTo(int thread) {
        return threads.get((thread + Math.max(1, threads.size() / 2)) % threads.size());
    }

    void awaitAll() throws InterruptedException, BrokenBarrierException {
        all.await();
    }

    /** Waits for all threads; the last one drains all caches. */
    void awaitDrain() throws InterruptedException, BrokenBarrierException {
        drain.await();
    }

    /** A thread has failed: the others must not wait for it, now or later. */
    void abandon() {
        breakForGood(all);
        breakForGood(drain);
    }

    /** Resetting would wake only those that wait already; a waiter's interrupt leaves the barrier broken. */
    private static void breakForGood(CyclicBarrier barrier) {
        Thread.currentThread().interrupt();
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            // as meant; the interrupt is still pending if another thread was first
            Thread.interrupted();
        }
    }
}
