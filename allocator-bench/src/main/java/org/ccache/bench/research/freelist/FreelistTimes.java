package org.ccache.bench.research.freelist;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.ccache.bench.measure.Crew;
import org.ccache.bench.measure.Rounds;

/** Times pairs of push and pop on several lists, in rounds: in its turn a list has all threads. */
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
        AtomicInteger next = new AtomicInteger();
        LongSupplier fresh = () -> nodes.address(next.getAndIncrement());
        Rounds<String> turns = new Rounds<>(lists.keySet(), warmUpRounds, rounds, new Random(seed));
        while (turns.next()) {
            Freelist list = lists.get(turns.who());
            double nanos = Crew.processorNanos(threads, () -> {}, () -> {
                for (int done = 0; done < pairs; done += CHUNK) {
                    list.pairs(fresh, CHUNK);
                }
            });
            turns.took(nanos / ((double) pairs * threads));
        }
        return turns.nanos();
    }
}
