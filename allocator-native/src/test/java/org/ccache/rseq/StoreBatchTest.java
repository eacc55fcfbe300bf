package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class StoreBatchTest extends PerCpuMemoryFixture {
    @Test
    void aBatchComparesThenStoresThenCommits() {
        StoreBatch batch = new StoreBatch(memory);
        fill(0, 3);
        fill(8, 4);
        batch.compare(0, 3).compare(8, 4).store(16, 10).store(24, 11);
        assertThat(batch.commit(8, 5)).isTrue();
        assertThat(memory.sum(16)).isEqualTo(10);
        assertThat(memory.sum(24)).isEqualTo(11);
        assertThat(memory.sum(8)).isEqualTo(4L * memory.indexes() + 1);
        fill(8, 6);
        assertThat(batch.commit(0, 9)).isFalse();
        assertThat(memory.sum(0)).isEqualTo(3L * memory.indexes());
        assertThat(batch.clear().commit(32, 1)).isTrue(); // nothing but the commit
        assertThat(memory.sum(32)).isEqualTo(1);
    }

    @Test
    void aFullBatch() {
        StoreBatch batch = new StoreBatch(memory);
        batch.compare(0, 0);
        for (int i = 1; i < 16; i++) {
            batch.store(8L * i, i);
        }
        assertThatThrownBy(() -> batch.store(128, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(batch.commit(0, 1)).isTrue();
        for (int i = 1; i < 16; i++) {
            assertThat(memory.sum(8L * i)).isEqualTo(i);
        }
    }

    @Test
    void aBatchRefusesWhatCannotWork() {
        StoreBatch batch = new StoreBatch(memory).store(8, 1);
        assertThatThrownBy(() -> batch.compare(0, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> batch.commit(8, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batch.store(BYTES, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.store(4, 0)).isInstanceOf(IllegalArgumentException.class);
        StoreBatch compared = new StoreBatch(memory).compare(16, 0);
        assertThatThrownBy(() -> compared.store(16, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(memory.sum(8)).isZero();
    }

    /** Stacks of values by store batch: a value must come out as often as it went in, whoever is stopped where. */
    @Test
    void noBatchIsLostBesideStops() throws InterruptedException {
        try (PerCpuMemory counted = PerCpuMemory.allocate(64)) {
            AtomicLong committed = new AtomicLong();
            AtomicBoolean done = new AtomicBoolean();
            Crowd workers = new Crowd().start(8, number -> {
                StoreBatch batch = new StoreBatch(counted);
                for (int i = 0; i < 20_000; i++) {
                    // The count of whatever index this is: a wrong guess is refused and the next one is made.
                    long guess = i % 3 == 0 ? counted.get(Math.max(0, Rseq.indexHint()), 0) : counted.sum(0);
                    if (batch.clear().compare(0, guess).store(8, number).commit(0, guess + 1)) {
                        committed.incrementAndGet();
                    }
                }
            });
            Crowd stopper = new Crowd().start(1, number -> {
                while (!done.get()) {
                    counted.exclusively((words, index) -> {
                        long before = words.get(ValueLayout.JAVA_LONG, 0);
                        Thread.onSpinWait();
                        if (words.get(ValueLayout.JAVA_LONG, 0) != before) {
                            throw new AssertionError("somebody writes to a stopped index");
                        }
                    });
                }
            });
            workers.join();
            done.set(true);
            stopper.join();
            assertThat(counted.sum(0)).isEqualTo(committed.get()).isPositive();
        }
    }
}
