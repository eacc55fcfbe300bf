package org.ccache.rseq.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ccache.rseq.Crowd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lost item: what a sequence is for, shown on a ring without one and on ours. */
@Tag("modes")
final class LostItemTest {
    private static final int ITEMS = 20_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    /**
     * Event 1: A has read the head and written its item, and loses its processor. Event 2: B reads the same head,
     * writes over A's item and commits. Event 3: A goes on and commits the same head again. The item of A is lost,
     * without a trace.
     */
    @Test
    void withoutSynchronisationTheItemIsLost() throws InterruptedException {
        BrokenRing ring = new BrokenRing(4);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch overwritten = new CountDownLatch(1);
        Crowd both = new Crowd()
                .start(
                        1,
                        a -> ring.offer(1, () -> {
                            written.countDown(); // event 1
                            await(overwritten);
                        })); // event 3
        both.start(1, b -> {
            await(written);
            ring.offer(2); // event 2
            overwritten.countDown();
        });
        both.join();
        assertThat(ring.items()).containsExactly(2);
    }

    /**
     * The same schedule on ours. A is held between writing and publishing by a claim, since nothing can be held
     * inside a sequence: whoever loses its processor there starts again. B gets a place of its own; both items are
     * there.
     */
    @Test
    void withSequencesBothItemsAreThere() throws InterruptedException {
        try (PerCpuRingBuffer ring = PerCpuRingBuffer.create(64)) {
            CountDownLatch written = new CountDownLatch(1);
            CountDownLatch overwritten = new CountDownLatch(1);
            Crowd both = new Crowd().start(1, a -> {
                long claim = ring.tryClaim(1, 8);
                ring.buffer().set(ValueLayout.JAVA_LONG, claim, 1);
                written.countDown();
                await(overwritten);
                ring.commit(claim);
            });
            both.start(1, b -> {
                await(written);
                assertThat(ring.offer(1, MemorySegment.ofArray(new long[] {2}))).isTrue();
                overwritten.countDown();
            });
            both.join();
            List<Long> items = new ArrayList<>();
            ring.read((type, buffer, offset, length) -> items.add(buffer.get(ValueLayout.JAVA_LONG, offset)), 10);
            assertThat(items).containsExactlyInAnyOrder(1L, 2L);
        }
    }

    /** No schedule, only load: more producers than processors. The broken ring loses sooner or later, ours never. */
    @Test
    void underLoadTheBrokenRingLosesAndOursDoesNot() throws InterruptedException {
        int producers = 2 * Runtime.getRuntime().availableProcessors() + 2;
        long offered = (long) producers * ITEMS;
        long lostByBroken = 0;
        long end = System.nanoTime() + PATIENCE_NANOS; // on one processor it takes a preemption at the right place
        while (lostByBroken == 0 && System.nanoTime() < end) {
            BrokenRing broken = new BrokenRing((int) offered);
            produce(producers, broken::offer);
            lostByBroken += offered - broken.items().length;

            try (PerCpuRingBuffer ring = PerCpuRingBuffer.create(1 << 22)) {
                // Off the heap, so that the whole offer is one sequence. All say the same: what is counted are records.
                MemorySegment message = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
                produce(producers, item -> assertThat(ring.offer(1, message)).isTrue());
                long read = 0;
                long before;
                do {
                    before = read;
                    read += ring.read((type, buffer, offset, length) -> {}, Integer.MAX_VALUE);
                } while (read > before);
                assertThat(offered - read).as("lost by ours").isZero();
            }
        }
        assertThat(lostByBroken).as("lost by the broken ring").isPositive();
    }

    private interface Producer {
        void offer(long item);
    }

    private static void produce(int producers, Producer ring) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        Crowd crowd = new Crowd().start(producers, number -> {
            await(go);
            for (int i = 0; i < ITEMS; i++) {
                ring.offer(i);
            }
        });
        go.countDown();
        crowd.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
