package org.ccache.bench.ratio;

import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.HiddenLoop;
import org.ccache.bench.measure.Rounds;

/**
 * Times arms in one process and one thread, in {@link Rounds}, each turn on a stream of its own.
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
     * @param operations per round and arm, a multiple of 1,000
     * @param warmUpRounds rounds run before those that count
     * @param seed of the order of arms and of the streams
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

    /** Nanoseconds per operation by arm and round; a round has the same index with every arm. */
    Map<String, double[]> run(RatioWorkload workload, List<Arm<PeerHandles>> arms, DoubleConsumer progress) {
        Map<String, RoundLoop> loops = new LinkedHashMap<>();
        for (Arm<PeerHandles> arm : arms) {
            PeerHandles handles = arm.subject();
            loops.put(
                    arm.name(),
                    HiddenLoop.of(
                            MethodHandles.lookup(),
                            RoundLoop.class,
                            workload.template(),
                            handles.allocate(),
                            handles.free(),
                            workload.touched()));
        }
        Rounds<String> turns = new Rounds<>(loops.keySet(), warmUpRounds, rounds, random);
        while (turns.next()) {
            turns.took(time(loops.get(turns.who())));
            progress.accept(turns.done());
        }
        loops.values().forEach(RoundLoop::release);
        return turns.nanos();
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
