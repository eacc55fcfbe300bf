package org.ccache.bench.footprint;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.peer.Peer;

/**
 * A process that loses a processor: a thread on each of two fills the caches, then all threads may run on one only, and a
 * single one works on. Samples how long the cache of the index that no thread runs on any more keeps its blocks.
 *
 * <p>Which bytes are whose: at the end the allocator is trimmed and the working thread goes on, so that what is cached then
 * is the share of one index. The idle index counts as empty when no more than that, and a quarter, is cached.
 */
final class CpusetWorkload implements Workload {
    static final String BOTH = "two processors";
    static final String ONE = "one processor";

    private static final int SLOTS = 4_000;
    private static final int STEPS = 400_000;
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
            Affinity.restrictProcess(Affinity.first());
        } catch (IOException e) {
            throw new IllegalStateException("cannot leave a processor: " + e.getMessage(), e);
        }
        long start = System.nanoTime();
        long end = start + settings.idleSeconds() * 1_000_000_000L;
        while (System.nanoTime() < end) {
            workAndIdle(mine, random);
            meter.sample(ONE, mine.requested());
        }
        mine.freeAll();
        peer.trim();
        for (int i = 0; i < 10; i++) {
            workAndIdle(mine, random);
        }
        Sample alone = meter.sample("alone", mine.requested());
        meter.figure("cachedBefore", (double) before.cached());
        meter.figure("cachedAlone", (double) alone.cached());
        mine.freeAll();
        meter.operations(mine.operations() + other.operations());
    }

    private static void workAndIdle(Blocks blocks, SplittableRandom random) throws InterruptedException {
        work(blocks, random, SLOTS / 4);
        Thread.sleep(SAMPLE_MILLIS);
    }

    private static void work(Blocks blocks, SplittableRandom random, int steps) {
        for (int i = 0; i < steps; i++) {
            blocks.replace(random.nextInt(blocks.slots()), random.nextInt(16, 4096));
        }
    }

    /** Seconds from the restriction until the idle index was empty; infinite if it never was. */
    static double emptiedAfter(Measurement measurement) {
        Sample both = measurement.last(BOTH);
        double enough = 1.25 * measurement.figure("cachedAlone");
        for (Sample sample : measurement.samples()) {
            if (sample.phase().equals(ONE) && sample.cached() <= enough) {
                return sample.seconds() - both.seconds();
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
