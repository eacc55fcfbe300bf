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
import org.openjdk.jmh.annotations.TearDown;

/** A steady live set: free the block in a random slot and put one of another size there. The headline figure. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SlotReplaceBench {
    private static final int SLOTS = 8192;

    @Param({"ccache", "tcache", "striped", "malloc", "tcmalloc"})
    private String peer;

    private final long[] slots = new long[SLOTS];
    private Sizes sizes;

    @Setup
    public void fill() {
        Chosen.choose(peer);
        sizes = new Sizes(Thread.currentThread().threadId());
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = Chosen.peer().allocate(Sizes.size(sizes.next()));
        }
    }

    @Benchmark
    public long replace() {
        Peer allocator = Chosen.peer();
        long bits = sizes.next();
        int slot = Sizes.slot(bits, SLOTS);
        allocator.free(slots[slot]);
        long address = allocator.allocate(Sizes.size(bits));
        slots[slot] = address;
        return address;
    }

    @TearDown
    public void empty() {
        for (long address : slots) {
            Chosen.peer().free(address);
        }
    }
}
