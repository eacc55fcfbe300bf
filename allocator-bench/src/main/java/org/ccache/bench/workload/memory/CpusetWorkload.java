package org.ccache.bench.workload.memory;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.machine.ThreadAffinity;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerInfo;

/**
 * A process that loses a processor: a thread on each of two fills the caches, then all threads may run on one only, and
 * a single one works on. Samples how long the cache of the index that no thread runs on any more keeps its blocks.
 *
 * <p>Both caches are filled alike, and the thread that works on takes and gives back one small block only, which moves
 * nothing else.
 */
final class CpusetWorkload implements MemoryWorkload {

    private static final int SLOTS = 4_000;
    private static final int STEPS = 400_000;
    private static final int PAIRS = 10_000;
    private static final int SAMPLE_MILLIS = 100;

    @Override
    public String name() {
        return "cpuset";
    }

    /** Those that say what is cached. */
    @Override
    public boolean suits(PeerInfo peer) {
        return peer.family() == PeerInfo.Family.OURS;
    }

    /** A processor is given up once. */
    @Override
    public boolean rehearsed() {
        return false;
    }

    @Override
    public void run(Peer peer, Scale settings, Meter meter) throws InterruptedException {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new IllegalStateException("two processors are wanted, one is there");
        }
        Blocks mine = new Blocks(peer, SLOTS);
        Blocks other = new Blocks(peer, SLOTS);
        SplittableRandom random = new SplittableRandom(settings.seed());
        SplittableRandom second = random.split();
        meter.baseline();
        CountDownLatch filled = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("cpuset-other").start(() -> {
            work(other, second, STEPS);
            other.freeAll();
            filled.countDown();
        });
        work(mine, random, STEPS);
        mine.freeAll();
        filled.await();
        thread.join();
        Sample before = meter.sample(Sample.TWO_PROCESSORS, 0);
        try {
            ThreadAffinity.pinAll(Affinity.first());
        } catch (IOException e) {
            throw new IllegalStateException("cannot leave a processor: " + e.getMessage(), e);
        }
        long start = System.nanoTime();
        long end = start + settings.idleSeconds() * 1_000_000_000L;
        while (System.nanoTime() < end) {
            for (int i = 0; i < PAIRS; i++) {
                mine.replace(0, 16);
                mine.free(0);
            }
            Thread.sleep(SAMPLE_MILLIS);
            meter.sample(Sample.ONE_PROCESSOR, 0);
        }
        meter.figure("cachedBefore", (double) before.cached());
        meter.operations(mine.operations() + other.operations());
    }

    private static void work(Blocks blocks, SplittableRandom random, int steps) {
        for (int i = 0; i < steps; i++) {
            blocks.replace(random.nextInt(blocks.slots()), random.nextInt(16, 4096));
        }
    }
}
