package org.ccache.bench.ratio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Times contenders in one process and one thread, in rounds: each round runs every contender once, in a random order,
 * each on a stream of its own. What slows the machine for a while then slows all of them alike.
 */
final class InterleavedRounds {
    /** The driver calls a loop once per chunk, so that loops are compiled as methods and not only on their stack. */
    private static final int CHUNK = 1_000;

    private final int operations;
    private final int warmUpRounds;
    private final int rounds;
    private final Random random;
    private final OperationStream stream;

    /** Keeps the loops' results alive. */
    private long sink;

    /**
     * @param operations per round and contender, a multiple of 1,000
     * @param warmUpRounds rounds run before those that count
     * @param seed of the order of contenders and of the streams
     */
    InterleavedRounds(int operations, int warmUpRounds, int rounds, long seed) {
        if (operations <= 0 || operations % CHUNK != 0) {
            throw new IllegalArgumentException("operations must be a multiple of " + CHUNK + ": " + operations);
        }
        this.operations = operations;
        this.warmUpRounds = warmUpRounds;
        this.rounds = rounds;
        this.random = new Random(seed);
        this.stream = new OperationStream(operations, random);
    }

    /** Nanoseconds per operation by contender and round; a round has the same index with every contender. */
    Map<String, double[]> run(Class<? extends RoundLoop> template, List<Contender> contenders, IntConsumer progress) {
        Map<String, RoundLoop> loops = new LinkedHashMap<>();
        Map<String, double[]> nanos = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            loops.put(contender.name(), LoopClasses.instantiate(template, contender));
            nanos.put(contender.name(), new double[rounds]);
        }
        List<String> order = new ArrayList<>(loops.keySet());
        for (int round = -warmUpRounds; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (String name : order) {
                double perOperation = time(loops.get(name));
                if (round >= 0) {
                    nanos.get(name)[round] = perOperation;
                }
            }
            progress.accept(round + warmUpRounds + 1);
        }
        loops.values().forEach(RoundLoop::release);
        return nanos;
    }

    private double time(RoundLoop loop) {
        int[] fresh = stream.fresh();
        long sum = 0;
        long start = System.nanoTime();
        for (int from = 0; from < operations; from += CHUNK) {
            sum += loop.run(fresh, from, from + CHUNK);
        }
        long elapsed = System.nanoTime() - start;
        sink += sum;
        return (double) elapsed / operations;
    }

    /** Sum of what the loops returned. */
    long sink() {
        return sink;
    }
}
