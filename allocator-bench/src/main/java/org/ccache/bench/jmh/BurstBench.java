package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Allocate many, then free the older half in order of age and the newer half in reverse. Time of the whole burst:
 * divide by its depth. Deep bursts overflow every cache and show the tiers below.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BurstBench extends PeerTable {
    @Param({"16", "100", "400", "1600", "8192"})
    private int depth;

    @Setup
    public void open() {
        open(depth);
    }

    @Benchmark
    public long burst() {
        Sizes sizes = sizes();
        for (int i = 0; i < depth; i++) {
            allocate(i, Sizes.size(sizes.next()));
        }
        long address = table().address(0);
        for (int i = 0; i < depth / 2; i++) {
            free(i);
        }
        for (int i = depth - 1; i >= depth / 2; i--) {
            free(i);
        }
        return address;
    }
}
