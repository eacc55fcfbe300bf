package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.os.RegionLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CapacitiesTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(longs = {2 * MIB, 2 * MIB + 1, 3 * MIB, 8 * MIB, 10_000_000, 33 * MIB, 64 * MIB})
    void magazinesStayWithinTheCache(long cacheBytes) {
        Capacities capacities = new Capacities(cacheBytes);
        long sum = 0;
        long words = RegionLayout.header(SizeClasses.END) / Long.BYTES;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            int magazine = capacities.magazine(c);
            assertThat(magazine).isGreaterThanOrEqualTo(2);
            assertThat(capacities.batch(c)).isBetween(1, magazine - 1);
            assertThat(capacities.depots()[c]).isGreaterThanOrEqualTo(2 * magazine); // a drain always fits
            sum += (long) magazine * SizeClasses.size(c);
            words += magazine;
        }
        assertThat(capacities.bytes()).isEqualTo(sum).isLessThanOrEqualTo(cacheBytes);
        assertThat(words * Long.BYTES).isLessThanOrEqualTo(RegionLayout.REGION_BYTES);
    }
}
