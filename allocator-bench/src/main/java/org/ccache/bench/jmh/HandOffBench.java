package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.Peer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One thread allocates and hands over, another frees: every free is of a block of another thread. Count
 * {@code handedOver}, not the score: turns that found the ring full or empty are operations to JMH too.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HandOffBench {
    @Param({"ccache", "tcache", "striped", "malloc", "tcmalloc", "jemalloc", "mimalloc"})
    private String peer;

    /** As {@link PeerTable}'s. */
    @Param({"none", "edges"})
    private String touch;

    private boolean touched;

    private final AddressRing ring = new AddressRing(1024);
    private final Sizes sizes = new Sizes(1);

    /** Turns that moved a block, by thread. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Turns {
        public long handedOver;
        public long idle;
    }

    @Setup
    public void open() {
        Chosen.choose(peer);
        touched = PeerTable.touches(touch);
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    public void produce(Turns turns) {
        Peer allocator = Chosen.peer();
        if (ring.full()) {
            turns.idle++;
            Thread.onSpinWait();
            return;
        }
        long size = Sizes.size(sizes.next());
        long address = allocator.allocate(size);
        if (touched) {
            Touch.putEdges(address, size, size); // so that the consumer knows where the last word is
        }
        ring.put(address);
        turns.handedOver++;
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    public void consume(Turns turns) {
        long address = ring.take();
        if (address == AddressRing.NONE) {
            turns.idle++;
            Thread.onSpinWait();
            return;
        }
        free(address);
    }

    private void free(long address) {
        if (touched) {
            long size = Touch.getLong(address);
            if (!Touch.hasEdges(address, size, size)) {
                throw new IllegalStateException("a block has changed");
            }
        }
        Chosen.peer().free(address);
    }

    @TearDown(Level.Iteration)
    public void drain() {
        for (long address = ring.take(); address != AddressRing.NONE; address = ring.take()) {
            free(address);
        }
    }
}
