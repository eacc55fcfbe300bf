package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccache.bench.peer.Peer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Allocate and free at once. Always hits the top of one stack: the floor of an allocator, not its everyday cost. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairBench {
    @Param({"ccache", "tcache", "striped", "malloc", "tcmalloc"})
    private String peer;

    private Sizes sizes;

    @Setup
    public void open() {
        Chosen.choose(peer);
        sizes = new Sizes(Thread.currentThread().threadId());
    }

    @Benchmark
    public long pair() {
        Peer allocator = Chosen.peer();
        long address = allocator.allocate(Sizes.size(sizes.next()));
        allocator.free(address);
        return address;
    }
}
