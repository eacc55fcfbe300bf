package org.ccache.bench.research.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventCounterTest {
    @BeforeAll
    static void sequences() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
    }

    @Test
    void countsEveryEventOfMoreThreadsThanProcessors() throws InterruptedException {
        int threads = 4 * Runtime.getRuntime().availableProcessors();
        int events = 200_000;
        AtomicLong refused = new AtomicLong();
        try (EventCounter counter = new EventCounter()) {
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                boolean virtual = i % 2 == 0;
                Runnable adds = () -> {
                    for (int n = 0; n < events; n++) {
                        refused.addAndGet(counter.add() < 0 ? 1 : 0);
                    }
                };
                running.add(
                        virtual
                                ? Thread.startVirtualThread(adds)
                                : Thread.ofPlatform().start(adds));
            }
            for (Thread thread : running) {
                thread.join();
            }
            assertThat(counter.sum() + refused.get()).isEqualTo((long) threads * events);
            assertThat(refused.get()).isLessThan(threads * events / 100);
        }
    }

    /** A fence is an event for every sequence that runs. */
    @Test
    void aLongSequenceIsAbortedByAFenceAndCountsOnceAllTheSame() throws InterruptedException {
        assumeTrue(
                Runtime.getRuntime().availableProcessors() > 1, "one processor: nobody fences while a sequence runs");
        try (EventCounter counter = new EventCounter()) {
            long aborts = 0;
            int counted = 0;
            long rounds = 20_000_000;
            long end = System.nanoTime() + 60_000_000_000L; // ends at the first one
            while (aborts == 0 && System.nanoTime() < end) {
                AtomicLong result = new AtomicLong();
                long length = rounds;
                Thread adder = Thread.ofPlatform().start(() -> result.set(counter.add(length, 1_000)));
                for (int i = 0; i < 20; i++) {
                    Rseq.fence();
                    Thread.sleep(1);
                }
                adder.join();
                if (result.get() == EventCounter.GAVE_UP) {
                    rounds = Math.max(rounds / 2, 10_000); // a busy machine leaves a thread alone for so long only
                } else {
                    counted++;
                    aborts += result.get();
                }
            }
            assertThat(aborts).isPositive();
            assertThat(counter.sum()).isEqualTo(counted);
        }
    }

    @Test
    void givesUpAndCountsNothing() throws InterruptedException {
        assumeTrue(
                Runtime.getRuntime().availableProcessors() > 1, "one processor: nobody fences while a sequence runs");
        try (EventCounter counter = new EventCounter()) {
            AtomicLong result = new AtomicLong();
            // Minutes, were it not for the fences.
            Thread adder = Thread.ofPlatform().start(() -> result.set(counter.add(1L << 40, 3)));
            while (adder.isAlive()) {
                Rseq.fence();
                Thread.sleep(1);
            }
            adder.join();
            assertThat(result.get()).isEqualTo(EventCounter.GAVE_UP);
            assertThat(counter.sum()).isZero();
        }
    }
}
