package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LiveMarksTest {
    private static final long BASE = 0x7f12_3400_0000L;

    private final LiveMarks marks = new LiveMarks(BASE);

    private static long block(int unit) {
        return BASE + Units.bytes(unit);
    }

    @Test
    void nothingIsLiveThatWasNotSet() {
        assertThat(marks.size(block(7))).isZero();
        assertThat(marks.clear(block(7), 100)).isFalse();
        marks.prepare(7);
        assertThat(marks.size(block(7))).isZero();
        assertThat(marks.clear(block(7), 0)).isFalse();
        assertThat(marks.clear(block(7), 100)).isFalse();
        assertThat(marks.replace(block(7), 100, 200)).isFalse();
    }

    @Test
    void aMarkIsTheSizeThatWasAskedFor() {
        marks.prepare(7);
        marks.set(block(7), 70_000);
        assertThat(marks.size(block(7))).isEqualTo(70_000);
        assertThat(marks.size(block(8))).isZero();
        assertThat(marks.replace(block(7), 70_001, 71_000)).isFalse();
        assertThat(marks.replace(block(7), 70_000, 71_000)).isTrue();
        assertThat(marks.clear(block(7), 70_000)).isFalse();
        assertThat(marks.clear(block(7), 71_000)).isTrue();
        assertThat(marks.clear(block(7), 71_000)).isFalse();
    }

    /** A block that was carved is not live, whatever it has: no free that is late ends it, of either kind. */
    @Test
    void whatIsZeroIsNotLive() {
        marks.prepare(7);
        marks.set(block(7), -3_000_000); // a large block that was there before
        int seen = marks.size(block(7));
        marks.carved(block(7), true);
        assertThat(marks.isZero(block(7))).isTrue();
        assertThat(marks.size(block(7))).isZero();
        assertThat(marks.clear(block(7), seen)).isFalse();
        assertThat(marks.clear(block(7), marks.size(block(7)))).isFalse();
        assertThat(marks.isZero(block(7))).isTrue();
        marks.set(block(7), 70_000);
        assertThat(marks.isZero(block(7))).isFalse();
        marks.carved(block(7), false);
        assertThat(marks.isZero(block(7))).isFalse();
        assertThat(marks.size(block(7))).isZero();
    }

    /** Chunks are made one by one, far apart too, and keep what they say when others are added. */
    @Test
    void growsWithTheUnitsThatAreUsed() {
        int[] units = {0, 1_023, 1_024, 5_000, 100_000, 3};
        for (int unit : units) {
            marks.prepare(unit);
            marks.set(block(unit), unit + 1);
        }
        for (int unit : units) {
            assertThat(marks.size(block(unit))).isEqualTo(unit + 1);
        }
        assertThat(marks.size(block(50_000))).isZero();
        assertThat(marks.size(block(200_000))).isZero();
    }

    /** Of several frees at once one passes, beside threads that make room. */
    @Test
    void oneOfManyClears() throws InterruptedException {
        int rounds = 2_000;
        AtomicInteger cleared = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < rounds; i++) {
            marks.prepare(i);
            marks.set(block(i), 1 + i);
        }
        for (int t = 0; t < 4; t++) {
            int own = t;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < rounds; i++) {
                    marks.prepare(10_000 + 4 * i * 100 + own);
                    cleared.addAndGet(marks.clear(block(i), 1 + i) ? 1 : 0);
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(cleared).hasValue(rounds);
    }
}
