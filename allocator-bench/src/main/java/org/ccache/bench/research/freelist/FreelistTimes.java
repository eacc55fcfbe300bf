package org.ccache.bench.research.freelist;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.ccache.bench.measure.Crew;

/**
 * Times pairs of push and pop on several lists, in rounds: each round runs every list once, in random order, on all threads.
 * What slows the machine for a while slows all lists alike.
 */
public final class FreelistTimes {
    private static final int CHUNK = 1_000;

    private final int threads;
    private final int pairs;
    private final int warmUpRounds;
    private final int rounds;
    private final long seed;

    /** @param pairs of each thread in a round, a multiple of 1,000 */
    public FreelistTimes(int threads, int pairs, int warmUpRounds, int rounds, long seed) {
        this.threads = threads;
        this.pairs = pairs;
        this.warmUpRounds = warmUpRounds;
        this.rounds = rounds;
        this.seed = seed;
    }

    /**
     * Nanoseconds of processor time a pair, by list and round: elapsed time times the processors that the threads had,
     * divided by all pairs.
     */
    public Map<String, double[]> run(Map<String, Freelist> lists, Nodes nodes) throws InterruptedException {
        List<String> order = new ArrayList<>(lists.keySet());
        Map<String, double[]> nanos = new LinkedHashMap<>();
        order.forEach(name -> nanos.put(name, new double[rounds]));
        Random random = new Random(seed);
        int[] next = new int[1];
        LongSupplier fresh = () -> {
            synchronized (next) {
                return nodes.address(next[0]++);
            }
        };
        int processors = Math.min(threads, Runtime.getRuntime().availableProcessors());
        for (int round = -warmUpRounds; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (String name : order) {
                long elapsed = elapsed(lists.get(name), fresh);
                if (round >= 0) {
                    nanos.get(name)[round] = (double) elapsed * processors / ((double) pairs * threads);
                }
            }
        }
        return nanos;
    }

    /** From the moment when all stand ready to the moment when the last one has done its pairs. */
    private long elapsed(Freelist list, LongSupplier fresh) throws InterruptedException {
        AtomicLong start = new AtomicLong();
        CyclicBarrier barrier = new CyclicBarrier(threads, () -> start.set(System.nanoTime()));
        List<Long> ends = Crew.work(threads, number -> () -> {
            barrier.await();
            for (int done = 0; done < pairs; done += CHUNK) {
                list.pairs(fresh, CHUNK);
            }
            return System.nanoTime();
        });
        return Collections.max(ends) - start.get();
    }
}
