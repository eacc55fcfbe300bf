package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class PerCpuCounterTest {
    private static final int THREADS = 16;
    private static final int ADDS = 50_000;

    @Test
    void counts() {
        try (PerCpuCounter counter = PerCpuCounter.create()) {
            assertThat(counter.sum()).isZero();
            counter.increment();
            counter.add(10);
            counter.decrement();
            assertThat(counter.sum()).isEqualTo(10);
            assertThat(counter.sumThenReset()).isEqualTo(10);
            assertThat(counter.sum()).isZero();
            counter.add(3);
            counter.reset();
            assertThat(counter.sum()).isZero();
        }
    }

    @Test
    void noAddIsLost() throws InterruptedException {
        try (PerCpuCounter counter = PerCpuCounter.create()) {
            new Crowd()
                    .start(THREADS, number -> {
                        for (int i = 0; i < ADDS; i++) {
                            counter.add(number);
                        }
                    })
                    .join();
            assertThat(counter.sum()).isEqualTo((long) ADDS * THREADS * (THREADS - 1) / 2);
        }
    }

    @Test
    void resetsBesideAddsLoseNothingAndCountNothingTwice() throws InterruptedException {
        try (PerCpuCounter counter = PerCpuCounter.create()) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong taken = new AtomicLong();
            Crowd adders = new Crowd().start(THREADS, number -> {
                for (int i = 0; i < ADDS; i++) {
                    counter.increment();
                }
            });
            Crowd resetter = new Crowd().start(1, number -> {
                while (!done.get()) {
                    taken.addAndGet(counter.sumThenReset());
                }
            });
            adders.join();
            done.set(true);
            resetter.join();
            assertThat(taken.get() + counter.sum()).isEqualTo((long) ADDS * THREADS);
        }
    }

    @Test
    void severalShareOneMemory() {
        try (PerCpuMemory memory = PerCpuMemory.allocate(16);
                PerCpuCounter other = PerCpuCounter.of(memory, 8)) {
            PerCpuCounter one = PerCpuCounter.of(memory, 0);
            one.add(1);
            other.add(2);
            one.close(); // not its memory
            one.add(1);
            assertThat(one.sumThenReset()).isEqualTo(2);
            assertThat(other.sum()).isEqualTo(2);
            assertThatThrownBy(() -> PerCpuCounter.of(memory, 16)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> PerCpuCounter.of(memory, 3)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void closedRefuses() {
        PerCpuCounter counter = PerCpuCounter.create();
        counter.close();
        assertThatThrownBy(counter::increment).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(counter::sum).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(counter::reset).isInstanceOf(IllegalStateException.class);
    }
}
