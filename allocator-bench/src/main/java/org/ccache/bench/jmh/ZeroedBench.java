package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.peer.ZeroedCalls;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A zeroed block allocated and freed, by ccache, by the C library's calloc, and by {@code Unsafe}, which allocates and
 * sets. {@code ccache} and {@code again} are the same: how far equals lie apart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ZeroedBench {
    @Param({"256", "65536", "4194304"})
    private long size;

    private CcacheAllocator allocator;

    @Setup(Level.Trial)
    public void open() {
        allocator = CcacheAllocator.create();
    }

    @TearDown(Level.Trial)
    public void close() {
        allocator.close();
    }

    private long pair() {
        long block = allocator.allocateZeroed(size);
        allocator.free(block);
        return block;
    }

    @Benchmark
    public long ccache() {
        return pair();
    }

    @Benchmark
    public long again() {
        return pair();
    }

    @Benchmark
    public long calloc() {
        long block = ZeroedCalls.calloc(size);
        ZeroedCalls.free(block);
        return block;
    }

    @Benchmark
    public long unsafe() {
        long block = ZeroedCalls.allocateAndSet(size);
        ZeroedCalls.freeMemory(block);
        return block;
    }
}
