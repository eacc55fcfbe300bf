package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.layout.RegionLayout;
import org.junit.jupiter.api.Test;

/** Where the magazines of a region stand, and what memory that nobody has written says. */
final class IndexCacheLayoutTest {
    private final MemorySegment regions =
            Arena.ofAuto().allocate(2 * RegionLayout.REGION_BYTES, RegionLayout.REGION_BYTES);
    private final IndexCacheLayout layout = new IndexCacheLayout(regions.address());

    @Test
    void theSlotsCoverARegionWithoutOverlap() {
        long base = 1L << 40;
        IndexCacheLayout far = new IndexCacheLayout(base);
        long end = base + 3 * RegionLayout.REGION_BYTES + RegionLayout.header(SizeClasses.END);
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            assertThat(far.slots(3, c)).isEqualTo(end);
            end += 8L * Capacities.most(c);
        }
        assertThat(end).isLessThanOrEqualTo(far.region(4));
    }

    /** Memory that nobody has touched is a region that refuses, and has nothing. */
    @Test
    void zeroIsClosedAndEmpty() {
        assertThat(layout.state(1)).isEqualTo(RegionLayout.STATE_CLOSED);
        assertThat(layout.isOpen(1)).isFalse();
        assertThat(layout.aborts(1)).isZero();
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            assertThat(layout.count(1, c)).isZero();
            assertThat(layout.capacity(1, c)).isZero();
        }
    }

    /** Each magazine of each index is its own: what is written of one is read of no other. */
    @Test
    void magazinesAreApart() {
        layout.initialise(0);
        layout.initialise(1);
        for (int index = 0; index < 2; index++) {
            for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                assertThat(layout.count(index, c) + layout.capacity(index, c)).isZero();
                layout.setCapacity(index, c, Capacities.most(c) - index);
                layout.setCount(index, c, (c + index) % Capacities.most(c));
                regions.set(ValueLayout.JAVA_LONG, layout.slots(index, c) - regions.address(), 100L * c + index);
            }
        }
        for (int index = 0; index < 2; index++) {
            for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                assertThat(layout.capacity(index, c)).isEqualTo(Capacities.most(c) - index);
                assertThat(layout.count(index, c)).isEqualTo((c + index) % Capacities.most(c));
                assertThat(regions.get(ValueLayout.JAVA_LONG, layout.slots(index, c) - regions.address()))
                        .isEqualTo(100L * c + index);
            }
            assertThat(layout.state(index)).isEqualTo(RegionLayout.STATE_CLOSED);
        }
    }

    @Test
    void aRegionIsOpenedAndStoppedAlone() {
        layout.state(0, RegionLayout.STATE_OPEN);
        assertThat(layout.isOpen(0)).isTrue();
        assertThat(layout.isOpen(1)).isFalse();
        layout.state(0, RegionLayout.STATE_STOPPED);
        assertThat(layout.isOpen(0)).isFalse();
        assertThat(layout.state(0)).isEqualTo(RegionLayout.STATE_STOPPED);
        assertThat(layout.state(1)).isEqualTo(RegionLayout.STATE_CLOSED);
    }
}
