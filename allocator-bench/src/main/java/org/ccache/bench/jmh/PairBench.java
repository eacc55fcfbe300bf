package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/** Allocate and free at once. Always hits the top of one stack: the floor of an allocator, not its everyday cost. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairBench extends PeerTable {

    @Setup
    public void open() {
        open(1);
    }

    @Benchmark
    public long pair() {
        allocate(0, Sizes.size(sizes().next()));
        long address = table().address(0);
        free(0);
        return address;
    }
}
