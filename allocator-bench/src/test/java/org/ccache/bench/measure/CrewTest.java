package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CrewTest {
    private static final int THREADS = 4;

    @Test
    void nobodysClockStartsBeforeAllArePrepared() throws InterruptedException {
        AtomicInteger prepared = new AtomicInteger();
        AtomicInteger early = new AtomicInteger();
        double nanos = Crew.processorNanos(
                THREADS, prepared::incrementAndGet, () -> early.addAndGet(prepared.get() < THREADS ? 1 : 0));
        assertThat(early).hasValue(0);
        assertThat(nanos).isPositive();
    }

    /** Else a failure of one is a run that never ends. */
    @Test
    @Timeout(60)
    void aThreadThatFailsIsNotWaitedFor() {
        AtomicInteger number = new AtomicInteger();
        assertThatThrownBy(() -> Crew.processorNanos(
                        THREADS,
                        () -> {
                            if (number.incrementAndGet() == 1) {
                                throw new IllegalStateException("not today");
                            }
                        },
                        () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("not today");
    }
}
