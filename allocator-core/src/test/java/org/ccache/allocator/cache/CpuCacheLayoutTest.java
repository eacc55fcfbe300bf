package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.os.RegionLayout;
import org.junit.jupiter.api.Test;

final class CpuCacheLayoutTest {
    @Test
    void theSlotsCoverARegionWithoutOverlap() {
        long base = 1L << 40;
        CpuCacheLayout layout = new CpuCacheLayout(base);
        long end = base + 3 * RegionLayout.REGION_BYTES + RegionLayout.header(SizeClasses.END);
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            assertThat(layout.slots(3, c)).isEqualTo(end);
            end += 8L * Capacities.most(c);
        }
        assertThat(end).isLessThanOrEqualTo(layout.region(4));
    }
}
