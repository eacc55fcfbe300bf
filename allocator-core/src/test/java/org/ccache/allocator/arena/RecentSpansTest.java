package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class RecentSpansTest {
    private static final int PLACES = 8;

    private final RecentSpans recent = new RecentSpans();

    @Test
    void aSpanIsFoundByItsLength() {
        assertThat(recent.put(0, 128)).isTrue(); // the first unit of all
        assertThat(recent.put(300, 129)).isTrue();
        assertThat(recent.units()).isEqualTo(257);
        assertThat(recent.look() >>> Integer.SIZE).isEqualTo(2);
        assertThat(recent.take(127, 0, 1)).isEqualTo(SpanTable.NONE);
        assertThat(recent.take(129, 0, 1)).isEqualTo(300);
        assertThat(recent.take(129, 0, 1)).isEqualTo(SpanTable.NONE);
        assertThat(recent.take(128, 0, 1)).isZero();
        assertThat(recent.units()).isZero();
        assertThat(recent.look()).isZero();
    }

    @Test
    void anAlignmentIsOneOfAddresses() {
        recent.put(6, 100);
        assertThat(recent.take(100, 0, 4)).isEqualTo(SpanTable.NONE);
        assertThat(recent.take(100, 2, 4)).isEqualTo(6); // unit 0 lies two units behind a multiple of four
    }

    @Test
    void fullPlacesAreEmptiedInTurn() {
        Set<Long> put = new HashSet<>();
        for (int i = 0; i < PLACES; i++) {
            assertThat(recent.put(1000 * i, 200)).isTrue();
            put.add(1000L * i);
        }
        for (int i = PLACES; i < 5 * PLACES; i++) {
            assertThat(recent.put(1000 * i, 200)).isFalse();
            long other = recent.evict();
            assertThat(put.remove((long) RecentSpans.unit(other))).isTrue();
            assertThat(recent.put(1000 * i, 200)).isTrue();
            put.add(1000L * i);
        }
        assertThat(put).noneMatch(unit -> unit < 4000L * PLACES); // each place had its turn
        assertThat(recent.look() >>> Integer.SIZE).isEqualTo(PLACES);
        for (long span = recent.takeAny(); span != RecentSpans.NOTHING; span = recent.takeAny()) {
            assertThat(put.remove((long) RecentSpans.unit(span))).isTrue();
        }
        assertThat(put).isEmpty();
        assertThat(recent.evict()).isEqualTo(RecentSpans.NOTHING);
    }

    /** A span is one thread's, or in one place, or put aside where there was none. */
    @Test
    void manyTakeAndPut() throws InterruptedException {
        int spans = 12;
        AtomicIntegerArray owners = new AtomicIntegerArray(spans);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * spans / 4;
            threads.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(() -> {
                        for (int unit = first; unit < first + spans / 4; unit++) {
                            own(owners, unit, 0, 1);
                            release(owners, recent, unit);
                        }
                        for (int round = 0; round < 100_000; round++) {
                            int unit = round % 64 == 0 ? unit(recent.takeAny()) : recent.take(100 + round % 2, 0, 1);
                            if (unit != SpanTable.NONE) {
                                own(owners, unit, 0, 1);
                                release(owners, recent, unit);
                            }
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        int found = 0;
        for (long span = recent.takeAny(); span != RecentSpans.NOTHING; span = recent.takeAny()) {
            own(owners, RecentSpans.unit(span), 0, 2);
            found++;
        }
        assertThat(found).isPositive();
        for (int unit = 0; unit < spans; unit++) {
            assertThat(owners.get(unit)).as("span " + unit).isEqualTo(2);
        }
    }

    private static int unit(long span) {
        return span == RecentSpans.NOTHING ? SpanTable.NONE : RecentSpans.unit(span);
    }

    private static void own(AtomicIntegerArray owners, int unit, int from, int to) {
        assertThat(owners.compareAndSet(unit, from, to)).as("owner of " + unit).isTrue();
    }

    /** For which there is no place, is put aside for good. */
    private static void release(AtomicIntegerArray owners, RecentSpans recent, int unit) {
        own(owners, unit, 1, 0);
        if (!recent.put(unit, 100 + unit % 2)) {
            own(owners, unit, 0, 2);
        }
    }
}
