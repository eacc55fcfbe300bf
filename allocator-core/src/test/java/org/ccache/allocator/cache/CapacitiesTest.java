package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.layout.RegionLayout;
import org.junit.jupiter.api.Test;

final class CapacitiesTest {
    @Test
    void magazinesGrowInStepsToTheirMost() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            int capacity = Capacities.next(c, 0);
            assertThat(capacity).isEqualTo(Capacities.least(c)).isBetween(SizeClasses.isWhole(c) ? 1 : 2, 16);
            int steps = 1;
            while (Capacities.next(c, capacity) != capacity) {
                int next = Capacities.next(c, capacity);
                assertThat(next).isGreaterThan(capacity).isLessThanOrEqualTo(2 * capacity);
                capacity = next;
                steps++;
            }
            assertThat(capacity).isEqualTo(Capacities.most(c)).isBetween(SizeClasses.isWhole(c) ? 2 : 4, 4096);
            assertThat(steps).isLessThan(10);
        }
    }

    @Test
    void allMagazinesAtTheirMostFitARegion() {
        long words = RegionLayout.header(SizeClasses.END) / Long.BYTES;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            words += Capacities.most(c);
        }
        assertThat(words * Long.BYTES).isLessThanOrEqualTo(RegionLayout.REGION_BYTES);
    }

    @Test
    void depotsHoldTwoMagazines() {
        int[] depots = Capacities.depots();
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            assertThat(depots[c])
                    .isGreaterThanOrEqualTo((SizeClasses.isWhole(c) ? 1 : 2)
                            * Capacities.most(c)); // what a drain moves at once always fits
        }
    }

    /** Up to 4 KiB: the rest has a budget in common ({@code Depots}). */
    @Test
    void depotsOfShortBlocksHoldNoMoreThanHalfAMebibyte() {
        int[] depots = Capacities.depots();
        for (int c = SizeClasses.FIRST; SizeClasses.size(c) <= 4096; c++) {
            assertThat(depots[c] * SizeClasses.size(c)).isLessThanOrEqualTo(512 << 10);
        }
        assertThat(depots[SizeClasses.of(4097)] * 4097).isGreaterThan(512 << 10);
    }

    @Test
    void batchesAreHalves() {
        assertThat(Capacities.batch(0)).isZero();
        assertThat(Capacities.batch(1)).isEqualTo(1);
        assertThat(Capacities.batch(2)).isEqualTo(1);
        assertThat(Capacities.batch(768)).isEqualTo(384);
    }
}
