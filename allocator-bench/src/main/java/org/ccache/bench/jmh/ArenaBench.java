package org.ccache.bench.jmh;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The JDK's own way to a block that lives until it is given back: a confined arena each. It also clears the block and
 * makes objects, which is part of what it costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ArenaBench {
    private static final int DEPTH = 400;

    private final Arena[] arenas = new Arena[DEPTH];
    private Sizes sizes;

    @Setup
    public void open() {
        sizes = new Sizes(Thread.currentThread().threadId());
    }

    @Benchmark
    public long pair() {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocate(Sizes.size(sizes.next()), 16).address();
        }
    }

    /** Per block, unlike {@link BurstBench}. */
    @Benchmark
    @OperationsPerInvocation(DEPTH)
    @SuppressWarnings("MustBeClosedChecker") // closed below, half of them in reverse
    public long burst() {
        long sum = 0;
        for (int i = 0; i < DEPTH; i++) {
            arenas[i] = Arena.ofConfined();
            sum += arenas[i].allocate(Sizes.size(sizes.next()), 16).address();
        }
        for (int i = 0; i < DEPTH / 2; i++) {
            arenas[i].close();
        }
        for (int i = DEPTH - 1; i >= DEPTH / 2; i--) {
            arenas[i].close();
        }
        return sum;
    }
}
