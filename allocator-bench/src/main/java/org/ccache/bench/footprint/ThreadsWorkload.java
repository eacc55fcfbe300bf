package org.ccache.bench.footprint;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.bench.peer.Peer;

/**
 * What is kept for threads that do nothing: each allocates a burst of 64 blocks, frees it and stays parked. The threads
 * and their stacks are there before the baseline. Variants are {@code platform-N} and {@code virtual-N}.
 */
final class ThreadsWorkload implements Workload {
    static final String PARKED = "parked";

    /** What one thread's burst asks for: bound of what a cache for each thread holds of it. */
    static final long BURST_BYTES;

    private static final int BLOCKS = 64;
    private static final int[] SIZES = {24, 48, 64, 100, 128, 256, 512, 1000};
    /** Enough for the deepest peer: the pooled one overflows 128 KiB while its classes are initialised. */
    private static final long STACK_BYTES = 512 << 10;

    private static final long PATIENCE_SECONDS = 300;

    static {
        long sum = 0;
        for (int i = 0; i < BLOCKS; i++) {
            sum += SIZES[i % SIZES.length];
        }
        BURST_BYTES = sum;
    }

    @Override
    public String name() {
        return "threads";
    }

    /** Threads that a variant means. */
    static int count(String variant) {
        int dash = variant.indexOf('-');
        if (dash < 0 || !(variant.startsWith("platform-") || variant.startsWith("virtual-"))) {
            throw new IllegalArgumentException("platform-N or virtual-N is wanted, not " + variant);
        }
        return Integer.parseInt(variant.substring(dash + 1));
    }

    @Override
    public void run(Peer peer, Settings settings, Meter meter) throws InterruptedException {
        int threads = count(settings.variant());
        Thread.Builder builder = settings.variant().startsWith("virtual-")
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon().stackSize(STACK_BYTES);
        CountDownLatch started = new CountDownLatch(threads);
        CountDownLatch begin = new CountDownLatch(1);
        CountDownLatch parked = new CountDownLatch(threads);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] all = new Thread[threads];
        try {
            for (int i = 0; i < threads; i++) {
                all[i] = builder.start(() -> {
                    started.countDown();
                    try {
                        begin.await();
                        burst(peer);
                    } catch (Throwable e) { // whatever it is: the others must not wait for this one
                        failure.compareAndSet(null, e);
                    } finally {
                        parked.countDown();
                    }
                    awaitQuietly(leave);
                });
            }
            await(started, "started");
            meter.baseline();
            meter.sample("started", 0);
            begin.countDown();
            await(parked, "parked");
            if (failure.get() != null) {
                throw new IllegalStateException("a burst failed: " + failure.get(), failure.get());
            }
            meter.sample(PARKED, 0);
            meter.figure("threads", threads);
            meter.operations(2L * BLOCKS * threads);
        } finally {
            begin.countDown();
            leave.countDown();
            for (Thread thread : all) {
                if (thread != null) {
                    thread.join();
                }
            }
        }
    }

    private static void burst(Peer peer) {
        long[] blocks = new long[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            int size = SIZES[i % SIZES.length];
            blocks[i] = peer.allocate(size);
            Blocks.touch(blocks[i], size);
        }
        for (long block : blocks) {
            peer.free(block);
        }
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    latch.getCount() + " threads were not " + what + " after " + PATIENCE_SECONDS + " s");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
