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

/**
 * Allocate many, then free the older half in order of age and the newer half in reverse. Time of the whole burst: divide
 * by its depth. Deep bursts overflow every cache and show the tiers below.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BurstBench {
    @Param({"ccache", "tcache", "striped", "malloc", "tcmalloc"})
    private String peer;

    @Param({"16", "100", "400", "1600", "8192"})
    private int depth;

    private long[] addresses;
    private Sizes sizes;

    @Setup
    public void open() {
        Chosen.choose(peer);
        addresses = new long[depth];
        sizes = new Sizes(Thread.currentThread().threadId());
    }

    @Benchmark
    public long burst() {
        Peer allocator = Chosen.peer();
        long[] held = addresses;
        for (int i = 0; i < held.length; i++) {
            held[i] = allocator.allocate(Sizes.size(sizes.next()));
        }
        int half = held.length / 2;
        for (int i = 0; i < half; i++) {
            allocator.free(held[i]);
        }
        for (int i = held.length - 1; i >= half; i--) {
            allocator.free(held[i]);
        }
        return held[0];
    }
}
