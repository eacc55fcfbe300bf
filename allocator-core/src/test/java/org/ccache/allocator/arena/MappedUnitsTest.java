package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The account of what may be resident: counted before it is anybody's, and what is refused never was. */
final class MappedUnitsTest {
    private static MappedUnits limitedTo(long units) {
        return new MappedUnits(Units.bytes(units) + Units.BYTES - 1, Long.MAX_VALUE); // a part of a unit is none
    }

    @Test
    void whatIsRefusedWasNeverCounted() {
        MappedUnits mapped = limitedTo(10);
        assertThat(mapped.tryAdd(7)).isTrue();
        assertThat(mapped.fits(3)).isTrue();
        assertThat(mapped.fits(4)).isFalse();
        assertThat(mapped.tryAdd(4)).isFalse();
        assertThat(mapped.bytes()).isEqualTo(Units.bytes(7));
        assertThat(mapped.tryAdd(3)).isTrue();
        mapped.subtract(10);
        assertThat(mapped.bytes()).isZero();
        assertThat(mapped.peakBytes()).isEqualTo(Units.bytes(10));
    }

    /** Dirty memory costs nothing to take; above a lowered limit it is refused all the same. */
    @Test
    void aboveALoweredLimitNotEvenNothingIsAdded() {
        MappedUnits mapped = limitedTo(10);
        assertThat(mapped.tryAdd(8)).isTrue();
        mapped.limit(Units.bytes(8));
        assertThat(mapped.tryAdd(0)).isTrue();
        mapped.limit(Units.bytes(7));
        assertThat(mapped.tryAdd(0)).isFalse();
        assertThat(mapped.fits(0)).isFalse();
        mapped.subtract(1);
        assertThat(mapped.tryAdd(0)).isTrue();
        assertThat(mapped.bytes()).isEqualTo(Units.bytes(7));
    }

    @Test
    void theEndOfTheArenasLeavesThePeak() {
        MappedUnits mapped = limitedTo(10);
        assertThat(mapped.tryAdd(9)).isTrue();
        mapped.clear();
        assertThat(mapped.bytes()).isZero();
        assertThat(mapped.peakBytes()).isEqualTo(Units.bytes(9));
    }

    @Test
    void manyAddersTogetherKeepTheLimit() throws InterruptedException {
        long limit = 100;
        MappedUnits mapped = limitedTo(limit);
        AtomicLong held = new AtomicLong(); // counted after the account has it, and given up before
        AtomicLong most = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int units = 20 + 10 * t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    if (mapped.tryAdd(units)) {
                        most.accumulateAndGet(held.addAndGet(units), Math::max);
                        held.addAndGet(-units);
                        mapped.subtract(units);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(20L, limit);
        assertThat(mapped.bytes()).isZero();
        assertThat(mapped.peakBytes()).isBetween(Units.bytes(most.get()), Units.bytes(limit));
    }
}
