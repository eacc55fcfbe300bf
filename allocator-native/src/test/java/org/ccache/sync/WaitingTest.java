package org.ccache.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WaitingTest {
    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void whatHoldsIsNotWaitedFor() {
        Waiting.until(() -> true, TimeUnit.DAYS.toNanos(1));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** An interrupted park returns at once, so a loop around it would look without a pause in between. */
    @Test
    void anInterruptTurnsNoWaitIntoASpin() {
        AtomicInteger looks = new AtomicInteger();
        long end = System.nanoTime() + 50_000_000;
        Thread.currentThread().interrupt();
        Waiting.until(
                () -> {
                    looks.incrementAndGet();
                    return System.nanoTime() - end >= 0;
                },
                10_000_000);
        assertThat(looks.get()).isLessThan(20); // six or so, and thousands of a spin
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void anInterruptMeanwhileIsKept() throws InterruptedException {
        boolean[] interrupted = new boolean[1];
        AtomicInteger open = new AtomicInteger();
        Thread waiter = Thread.ofPlatform().start(() -> {
            Waiting.until(() -> open.get() != 0, 1_000_000);
            interrupted[0] = Thread.currentThread().isInterrupted();
        });
        waiter.interrupt();
        open.set(1);
        waiter.join();
        assertThat(interrupted[0]).isTrue();
    }

    @Test
    void aPauseLastsThoughInterrupted() {
        Thread.currentThread().interrupt();
        long start = System.nanoTime();
        Waiting.pause(5_000_000);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aConditionThatThrowsKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        AtomicInteger looks = new AtomicInteger();
        try {
            Waiting.until(
                    () -> {
                        if (looks.incrementAndGet() == 2) {
                            throw new ArithmeticException();
                        }
                        return false;
                    },
                    1000);
        } catch (ArithmeticException e) {
            assertThat(looks).hasValue(2);
        }
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
