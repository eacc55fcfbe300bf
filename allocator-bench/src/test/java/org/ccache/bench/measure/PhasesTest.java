package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PhasesTest {
    private static final int THREADS = 5;

    @Test
    void everyThreadDoesEveryPhaseAndTheSameOneAlways() throws InterruptedException {
        AtomicIntegerArray turns = new AtomicIntegerArray(THREADS);
        Thread[] seen = new Thread[THREADS];
        try (Phases phases = new Phases(Thread.ofPlatform(), THREADS)) {
            phases.run(thread -> seen[thread] = Thread.currentThread());
            for (int phase = 1; phase <= 3; phase++) {
                long nanos = phases.run(thread -> {
                    assertThat(Thread.currentThread()).isSameAs(seen[thread]);
                    turns.incrementAndGet(thread);
                });
                assertThat(nanos).isPositive();
                for (int i = 0; i < THREADS; i++) {
                    assertThat(turns.get(i)).isEqualTo(phase);
                }
            }
            assertThat(seen).allMatch(Thread::isAlive);
        }
        assertThat(seen).noneMatch(Thread::isAlive);
    }

    @Test
    void aFailureIsToldAndNobodyWaitsForIt() throws InterruptedException {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        try (Phases phases = new Phases(Thread.ofVirtual(), THREADS)) {
            assertThatThrownBy(() -> phases.run(thread -> {
                        seen.add(Thread.currentThread());
                        if (thread == 1) {
                            throw new IllegalArgumentException("not today");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("not today");
            assertThat(seen).hasSize(THREADS).allMatch(Thread::isAlive);
        }
        assertThat(seen).noneMatch(Thread::isAlive);
    }
}
