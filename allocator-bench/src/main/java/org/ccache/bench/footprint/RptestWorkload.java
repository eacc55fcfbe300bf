package org.ccache.bench.footprint;

import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.bench.peer.Peer;

/**
 * The loop of rpmalloc's own benchmark, with as many threads as processors and sizes of 8 to 16,000 B that become linearly
 * rarer: free slots 11 apart, free what others sent, allocate into slots 7 apart with alignments in turn, and every
 * other loop send a batch to the next thread. Threads meet at each quiescent point, where nothing is on its way.
 */
final class RptestWorkload implements Workload {
    private static final int SLOTS = 1_000;
    private static final int LEAST = 8;
    private static final int MOST = 16_000;
    private static final int[] ALIGNMENTS = {0, 8, 16};

    @Override
    public String name() {
        return "rptest";
    }

    @Override
    public void run(Peer peer, Settings settings, Meter meter) throws InterruptedException {
        // rptest holds little by its own settings; more threads' worth of slots make it visible over the JVM's noise.
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        int slots = (int) Math.max(SLOTS, settings.bytes() / 8 / threads / (MOST / 3));
        Phaser gate = new Phaser(threads + 1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Worker[] workers = new Worker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker(peer, settings, slots, threads, i, gate, failure);
        }
        Thread[] started = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            workers[i].next = workers[(i + 1) % threads];
            started[i] = Thread.ofPlatform().daemon().name("rptest-" + i).unstarted(workers[i]);
        }
        meter.baseline();
        for (Thread thread : started) {
            thread.start();
        }
        for (int point = 0; point < LongRun.POINTS; point++) {
            gate.arriveAndAwaitAdvance(); // all have worked
            gate.arriveAndAwaitAdvance(); // all have freed what was sent to them
            long requested = 0;
            for (Worker worker : workers) {
                requested += worker.blocks.requested();
            }
            meter.sample(LongRun.QUIET, requested);
            gate.arriveAndAwaitAdvance();
        }
        for (Thread thread : started) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a thread failed: " + failure.get(), failure.get());
        }
        for (Worker worker : workers) {
            meter.operations(worker.operations());
        }
        meter.sample(LongRun.EMPTY, 0);
    }

    private static final class Worker implements Runnable {
        private final Peer peer;
        private final SplittableRandom random;
        private final Blocks blocks;
        private final long operations;
        private final Phaser gate;
        private final AtomicReference<Throwable> failure;
        private final ConcurrentLinkedQueue<long[]> sent = new ConcurrentLinkedQueue<>();
        private Worker next;
        private int freeAt;
        private int fillAt;
        private long foreign;
        private int loops;

        Worker(
                Peer peer,
                Settings settings,
                int slots,
                int threads,
                int number,
                Phaser gate,
                AtomicReference<Throwable> failure) {
            this.peer = peer;
            this.random = new SplittableRandom(settings.seed() + number);
            this.blocks = new Blocks(peer, slots);
            this.operations = settings.operations() / threads;
            this.gate = gate;
            this.failure = failure;
        }

        long operations() {
            return blocks.operations() + foreign;
        }

        @Override
        public void run() {
            for (int point = 1; point <= LongRun.POINTS; point++) {
                try {
                    // A failed thread goes on to meet the others, and none of them works any more.
                    while (failure.get() == null && operations() < operations * point / LongRun.POINTS) {
                        loop();
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
                gate.arriveAndAwaitAdvance();
                freeSent();
                gate.arriveAndAwaitAdvance();
                gate.arriveAndAwaitAdvance();
            }
            blocks.freeAll();
        }

        private void loop() {
            int frees = random.nextInt(30, 100) * 4 / 5;
            for (int i = 0; i < frees; i++) {
                blocks.free(freeAt);
                freeAt = (freeAt + 11) % blocks.slots();
            }
            freeSent();
            int count = random.nextInt(30, 100);
            for (int i = 0; i < count; i++) {
                int size = size();
                int alignment = size < 4096 ? ALIGNMENTS[i % ALIGNMENTS.length] : 0;
                if (alignment == 0) {
                    blocks.replace(fillAt, size);
                } else {
                    blocks.replace(fillAt, size, alignment);
                }
                fillAt = (fillAt + 7) % blocks.slots();
            }
            if (loops++ % 2 == 0) {
                long[] batch = new long[count];
                for (int i = 0; i < count; i++) {
                    int size = size();
                    batch[i] = peer.allocate(size);
                    Blocks.touch(batch[i], size);
                }
                foreign += count;
                next.sent.add(batch);
            }
        }

        private void freeSent() {
            for (long[] batch = sent.poll(); batch != null; batch = sent.poll()) {
                for (long block : batch) {
                    peer.free(block);
                }
                foreign += batch.length;
            }
        }

        private int size() {
            return (int) (LEAST + (MOST - LEAST) * Math.abs(random.nextDouble() + random.nextDouble() - 1));
        }
    }
}
