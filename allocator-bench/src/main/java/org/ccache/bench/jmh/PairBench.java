package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccache.bench.peer.BlockTable;
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
    @Param({
        "ccache",
        "tcache",
        "striped",
        "malloc",
        "tcmalloc",
        "jemalloc",
        "mimalloc",
        "netty-adaptive",
        "netty-pooled"
    })
    private String peer;

    private BlockTable table;
    private Sizes sizes;

    @Setup
    public void open() {
        Chosen.choose(peer);
        table = Chosen.peer().table(1);
        sizes = new Sizes(Thread.currentThread().threadId());
    }

    @Benchmark
    public long pair() {
        table.allocate(0, Sizes.size(sizes.next()));
        long address = table.address(0);
        table.free(0);
        return address;
    }
}
