package org.ccache.bench.workload.memory;

import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.workload.ParkedThreads;

/**
 * What is kept for threads that do nothing: each allocates a burst of 64 blocks, frees it and stays parked. Variants
 * are {@code platform-N} and {@code virtual-N}.
 */
public final class ThreadsWorkload implements MemoryWorkload {
    private static final List<String> VARIANTS =
            List.of("platform-1", "platform-10", "platform-100", "platform-1000", "platform-10000", "virtual-100000");

    private static final List<String> QUICK_VARIANTS =
            List.of("platform-1", "platform-10", "platform-100", "platform-1000", "virtual-10000");

    /** Enough for the deepest peer: the pooled one overflows 128 KiB while its classes are initialised. */
    private static final long STACK_BYTES = 512 << 10;

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public List<String> variants(boolean quick, List<Path> traces) {
        return quick ? QUICK_VARIANTS : VARIANTS;
    }

    @Override
    public boolean suits(PeerInfo peer) {
        return true;
    }

    /** A thousand threads are nothing to start twice. */
    @Override
    public boolean rehearsed() {
        return false;
    }

    /** Threads that a variant means. */
    public static int count(String variant) {
        int dash = variant.indexOf('-');
        if (dash < 0 || !(variant.startsWith("platform-") || variant.startsWith("virtual-"))) {
            throw new IllegalArgumentException("platform-N or virtual-N is wanted, not " + variant);
        }
        return Integer.parseInt(variant.substring(dash + 1));
    }

    @Override
    public void run(Peer peer, Scale scale, Meter meter) throws InterruptedException {
        int count = count(scale.variant());
        Thread.Builder builder = scale.variant().startsWith("virtual-")
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon().stackSize(STACK_BYTES);
        try (ParkedThreads threads = new ParkedThreads(peer::allocate, peer::free, builder, count)) {
            meter.baseline();
            meter.sample("started", 0);
            threads.burst();
            meter.sample(Sample.PARKED, 0);
            meter.figure("threads", count);
            if (threads.wrong() > 0 && Peers.info(peer.name()).contents()) {
                throw new IllegalStateException(threads.wrong() + " blocks did not hold what was written to them");
            }
            meter.operations(threads.operations());
        }
    }
}
