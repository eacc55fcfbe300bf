package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccache.bench.peer.EmptyDowncall;
import org.ccache.bench.peer.ThreadLocalStack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What no allocator called this way can beat, and what a per-thread stack costs that knows everything beforehand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FloorBench {
    private static final EmptyDowncall EMPTY = new EmptyDowncall();
    private static final ThreadLocalStack STACK = new ThreadLocalStack();

    private Sizes sizes;

    @Setup
    public void open() {
        sizes = new Sizes(Thread.currentThread().threadId());
    }

    /** The random stream alone: part of every other figure. */
    @Benchmark
    public long stream() {
        return Sizes.size(sizes.next());
    }

    @Benchmark
    public long twoEmptyDowncalls() {
        long address = EMPTY.allocate(Sizes.size(sizes.next()));
        EMPTY.free(address);
        return address;
    }

    @Benchmark
    public long threadLocalStackPair() {
        long size = Sizes.size(sizes.next());
        long address = STACK.allocate(size);
        STACK.free(address, size);
        return address;
    }
}
