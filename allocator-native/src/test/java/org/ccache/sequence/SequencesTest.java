package org.ccache.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.ccache.layout.RegionLayout;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The four sequences through their Java doors, on memory of the test. All regions are opened alike and results are
 * summed over the indexes, because the thread may move at any time.
 */
@Tag("modes")
final class SequencesTest {
    private static final long HEADER = RegionLayout.header(1);
    private static final int CAPACITY = 100;

    private final Arena arena = Arena.ofShared();
    private int limit;
    private TestRegions regions;

    @BeforeEach
    void map() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        limit = Rseq.indexes();
        regions = new TestRegions(limit);
    }

    @AfterEach
    void release() {
        if (regions != null) {
            regions.close();
        }
        arena.close();
    }

    private void openAll(int capacity) {
        for (int index = 0; index < limit; index++) {
            regions.open(index, capacity);
        }
    }

    private long pop() {
        return Sequences.pop(regions.base(), HEADER, limit);
    }

    private long push(long word) {
        return Sequences.push(regions.base(), HEADER, limit, word);
    }

    private MemorySegment words(long... words) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, words);
    }

    @Test
    void lastInFirstOutWhileTheIndexStays() {
        openAll(CAPACITY);
        for (int attempt = 0; ; attempt++) {
            int index = Rseq.indexHint();
            assertThat(push(16)).isZero();
            assertThat(push(32)).isZero();
            long first = pop();
            long second = pop();
            if (index == Rseq.indexHint() && first > 0 && second > 0) {
                assertThat(first).isEqualTo(32);
                assertThat(second).isEqualTo(16);
                return;
            }
            assertThat(attempt).isLessThan(100);
            openAll(CAPACITY); // moved in between: empty again
        }
    }

    @Test
    void emptyIsRefusedWithTheIndex() {
        openAll(CAPACITY);
        long result = pop();
        assertThat(RegionLayout.code(result)).isEqualTo(RegionLayout.RESULT_EMPTY);
        assertThat(RegionLayout.index(result)).isBetween(0, limit - 1);
    }

    @Test
    void fullIsRefusedAndChangesNothing() {
        openAll(3);
        int pushed = 0;
        long result = 0;
        for (int i = 1; i <= 3 * limit + 1 && result == 0; i++) {
            result = push(16L * i);
            pushed += result == 0 ? 1 : 0;
        }
        assertThat(RegionLayout.pushCode(result)).isEqualTo(RegionLayout.RESULT_FULL);
        assertThat(RegionLayout.pushBlock(result)).isEqualTo(16L * (pushed + 1));
        assertThat(regions.total(limit)).isEqualTo(pushed).isGreaterThanOrEqualTo(3);
    }

    @Test
    void untouchedMemoryIsClosed() {
        MemorySegment words = words(16, 32);
        long popped = pop();
        assertThat(RegionLayout.code(popped)).isEqualTo(RegionLayout.RESULT_NOT_OPEN);
        assertThat(RegionLayout.index(popped)).isBetween(0, limit - 1);
        assertThat(RegionLayout.pushCode(push(16))).isEqualTo(RegionLayout.RESULT_NOT_OPEN);
        assertThat(RegionLayout.code(Sequences.popBatch(regions.base(), HEADER, limit, words.address(), 2)))
                .isEqualTo(RegionLayout.RESULT_NOT_OPEN);
        assertThat(RegionLayout.code(Sequences.pushBatch(regions.base(), HEADER, limit, words.address(), 2)))
                .isEqualTo(RegionLayout.RESULT_NOT_OPEN);
        assertThat(regions.total(limit)).isZero();
    }

    @Test
    void stoppedRefusesAndKeepsItsWords() {
        openAll(CAPACITY);
        assertThat(push(16)).isZero();
        for (int index = 0; index < limit; index++) {
            regions.state(index, RegionLayout.STATE_STOPPED);
        }
        RemoteFence.fence();
        assertThat(RegionLayout.code(pop())).isEqualTo(RegionLayout.RESULT_NOT_OPEN);
        assertThat(RegionLayout.pushCode(push(32))).isEqualTo(RegionLayout.RESULT_NOT_OPEN);
        assertThat(regions.total(limit)).isEqualTo(1);
    }

    @Test
    void anIndexAtTheLimitIsRefused() {
        openAll(CAPACITY);
        MemorySegment words = words(16, 32);
        long base = regions.base();
        assertThat(RegionLayout.code(Sequences.pop(base, HEADER, 0))).isEqualTo(RegionLayout.RESULT_BAD_INDEX);
        assertThat(RegionLayout.pushCode(Sequences.push(base, HEADER, 0, 16))).isEqualTo(RegionLayout.RESULT_BAD_INDEX);
        assertThat(RegionLayout.code(Sequences.popBatch(base, HEADER, 0, words.address(), 2)))
                .isEqualTo(RegionLayout.RESULT_BAD_INDEX);
        assertThat(RegionLayout.code(Sequences.pushBatch(base, HEADER, 0, words.address(), 2)))
                .isEqualTo(RegionLayout.RESULT_BAD_INDEX);
        assertThat(regions.total(limit)).isZero();
    }

    @Test
    void batchesKeepTheirOrderAndCount() {
        openAll(CAPACITY);
        MemorySegment out = words(0, 0, 0, 0);
        for (int attempt = 0; ; attempt++) {
            long pushed = Sequences.pushBatch(
                    regions.base(), HEADER, limit, words(16, 32, 48).address(), 3);
            assertThat(pushed).isEqualTo(3);
            long popped = Sequences.popBatch(regions.base(), HEADER, limit, out.address(), 2);
            if (popped == 2) {
                assertThat(out.toArray(ValueLayout.JAVA_LONG)).startsWith(32, 48);
                break;
            }
            assertThat(attempt).isLessThan(100); // moved in between
            openAll(CAPACITY);
        }
    }

    @Test
    void aBatchTakesAtMostWhatIsThere() {
        openAll(CAPACITY);
        MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG, CAPACITY);
        assertThat(Sequences.popBatch(regions.base(), HEADER, limit, out.address(), 10))
                .isZero();
        assertThat(push(16)).isZero();
        long got = Sequences.popBatch(regions.base(), HEADER, limit, out.address(), 10);
        assertThat(got).isEqualTo(1L - regions.total(limit));
    }

    @Test
    void aBatchPutsAtMostWhatFits() {
        openAll(5);
        MemorySegment in = words(16, 32, 48, 64, 80, 96, 112, 128);
        assertThat(Sequences.pushBatch(regions.base(), HEADER, limit, in.address(), 8))
                .isEqualTo(5); // the last five: what was not put stands at the start
        long left = Sequences.pushBatch(regions.base(), HEADER, limit, in.address(), 3);
        assertThat(left).isEqualTo(regions.total(limit) - 5L);
        MemorySegment out = words(0, 0, 0, 0, 0);
        long popped = Sequences.popBatch(regions.base(), HEADER, limit, out.address(), 5);
        if (popped == 5 && left == 0) {
            assertThat(out.toArray(ValueLayout.JAVA_LONG)).containsExactly(64, 80, 96, 112, 128);
        }
    }

    @Test
    void aBatchMovesAtMost64Words() {
        openAll(CAPACITY);
        MemorySegment in = arena.allocate(ValueLayout.JAVA_LONG, CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            in.setAtIndex(ValueLayout.JAVA_LONG, i, 16L * (i + 1));
        }
        assertThat(Sequences.pushBatch(regions.base(), HEADER, limit, in.address(), CAPACITY))
                .isEqualTo(RegionLayout.MAX_BATCH);
        assertThat(regions.total(limit)).isEqualTo(RegionLayout.MAX_BATCH);
    }

    /** Each word is a ticket: whoever holds it marks it, and nobody else may hold it meanwhile. */
    @Test
    void noWordIsHeldTwice() throws InterruptedException {
        int perIndex = 20;
        openAll(CAPACITY);
        int tickets = perIndex * limit;
        int seeded = 0;
        for (int i = 1; i <= tickets; i++) {
            seeded += push(16L * i) == 0 ? 1 : 0;
        }
        int total = seeded;
        AtomicIntegerArray held = new AtomicIntegerArray(tickets + 1);
        AtomicReference<String> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        AtomicIntegerArray kept = new AtomicIntegerArray(1);
        for (int t = 0; t < 8; t++) {
            Thread.Builder builder = t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                for (int i = 0; i < 200_000 && failure.get() == null; i++) {
                    long word = pop();
                    if (word <= 0) {
                        continue;
                    }
                    int ticket = (int) (word >>> 4);
                    if (held.getAndIncrement(ticket) != 0) {
                        failure.compareAndSet(null, "ticket " + ticket + " is held twice");
                    }
                    held.decrementAndGet(ticket);
                    if (push(word) != 0) {
                        kept.incrementAndGet(0);
                    }
                }
            }));
        }
        Thread fencer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 2000; i++) {
                RemoteFence.fence();
            }
        });
        for (Thread thread : threads) {
            thread.join();
        }
        fencer.join();
        assertThat(failure.get()).isNull();
        assertThat(regions.total(limit) + kept.get(0)).isEqualTo(total);
    }

    @Test
    void abortsAreCounted() throws InterruptedException {
        openAll(CAPACITY);
        Thread[] workers = new Thread[2];
        for (int w = 0; w < workers.length; w++) {
            workers[w] = Thread.ofPlatform().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    for (int i = 0; i < 1000; i++) {
                        push(16);
                        pop();
                    }
                }
            });
        }
        long aborts = 0;
        long end = System.nanoTime() + 20_000_000_000L; // by time: the workers may have to wait for a CPU
        while (System.nanoTime() < end && aborts == 0) {
            RemoteFence.fence();
            LockSupport.parkNanos(1);
            for (int index = 0; index < limit; index++) {
                aborts += regions.aborts(index);
            }
        }
        for (Thread worker : workers) {
            worker.interrupt();
            worker.join();
        }
        assertThat(aborts).isPositive();
    }
}
