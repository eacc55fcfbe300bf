package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccache.allocator.CcacheAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * 64 blocks at a time, by a call for each and by one call for all of them. Per block: allocated and freed.
 *
 * <p>{@code single} and {@code again} are the same: how far equals lie apart. {@code batch} frees in the order that the
 * magazine happens to have, which is often that of addresses; {@code shuffled} in another one each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchBench {
    private static final int N = 64;

    @Param({"64", "1024"})
    private int size;

    private static final int STRIDE = 37; // odd, so that its multiples reach all places

    private final long[] blocks = new long[N];
    private final long[] shuffled = new long[N];
    private CcacheAllocator allocator;

    @Setup(Level.Trial)
    public void open() {
        allocator = CcacheAllocator.create();
    }

    @TearDown(Level.Trial)
    public void close() {
        allocator.close();
    }

    private long each() {
        for (int i = 0; i < N; i++) {
            blocks[i] = allocator.allocate(size);
        }
        long last = blocks[N - 1];
        for (int i = 0; i < N; i++) {
            allocator.free(blocks[i]);
        }
        return last;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public long single() {
        return each();
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public long again() {
        return each();
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public long batch() {
        allocator.allocate(size, N, blocks);
        long last = blocks[N - 1];
        allocator.free(blocks, N);
        return last;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public long shuffled() {
        allocator.allocate(size, N, blocks);
        for (int i = 0; i < N; i++) {
            shuffled[i * STRIDE % N] = blocks[i];
        }
        allocator.free(shuffled, N);
        return blocks[N - 1];
    }
}
