package org.ccache.bench.footprint;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.machine.ThreadAffinity;
import org.ccache.bench.peer.Peer;

/**
 * A process that loses a processor: a thread on each of two fills the caches, then all threads may run on one only, and a
 * single one works on. Samples how long the cache of the index that no thread runs on any more keeps its blocks.
 *
 * <p>Both caches are filled alike, and the thread that works on takes and gives back one small block only, which moves
 * nothing else. The idle index counts as empty when at most {@link #ENOUGH} of what both held is cached.
 */
final class CpusetWorkload implements Workload {
    static final String BOTH = "two processors";
    static final String ONE = "one processor";

    /** A half, and room for what the two differ by. */
    private static final double ENOUGH = 0.6;

    private static final int SLOTS = 4_000;
    private static final int STEPS = 400_000;
    private static final int PAIRS = 10_000;
    private static final int SAMPLE_MILLIS = 100;

    @Override
    public String name() {
        return "cpuset";
    }

    @Override
    public void run(Peer peer, Settings settings, Meter meter) throws InterruptedException {
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
        Sample before = meter.sample(BOTH, 0);
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
            meter.sample(ONE, 0);
        }
        meter.figure("cachedBefore", (double) before.cached());
        meter.operations(mine.operations() + other.operations());
    }

    private static void work(Blocks blocks, SplittableRandom random, int steps) {
        for (int i = 0; i < steps; i++) {
            blocks.replace(random.nextInt(blocks.slots()), random.nextInt(16, 4096));
        }
    }

    /** Seconds from the restriction until the idle index was empty; infinite if it never was. */
    static double emptiedAfter(Measurement measurement) {
        Sample both = measurement.last(BOTH);
        double enough = ENOUGH * measurement.figure("cachedBefore");
        for (Sample sample : measurement.samples()) {
            if (sample.phase().equals(ONE) && sample.cached() <= enough) {
                return sample.seconds() - both.seconds();
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
