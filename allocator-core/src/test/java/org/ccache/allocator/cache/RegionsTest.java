package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.layout.RegionLayout;
import org.ccache.os.Faults;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One range lent to one allocator after the other, as {@code Drainer} does it: a late sequence of the former finds a
 * region there that refuses, and the next one finds its own closed and empty.
 */
final class RegionsTest {
    private static final int ENOMEM = 12;
    private static final int LAST = Rseq.indexes() - 1;

    private final Regions first = Regions.take();
    private final List<Regions> others = new ArrayList<>();
    private Regions second;

    @AfterEach
    void end() {
        Faults.end();
        if (second != null) {
            others.add(second);
        }
        others.add(first);
        others.forEach(Regions::giveBack);
        others.forEach(Regions::forgotten);
    }

    private static IndexCacheLayout used(Regions regions) {
        IndexCacheLayout layout = new IndexCacheLayout(regions.base());
        for (int index = 0; index <= LAST; index++) {
            layout.initialise(index);
            layout.setCapacity(index, SizeClasses.LAST, 2);
            Memory.putLong(layout.slots(index, SizeClasses.LAST), 16);
            layout.setCount(index, SizeClasses.LAST, 1);
            layout.state(index, RegionLayout.STATE_OPEN);
        }
        return layout;
    }

    /**
     * Lends the range to a second one: the one given back last is taken first, but an allocator may be collected
     * meanwhile.
     */
    private IndexCacheLayout lendAgain() {
        first.giveBack();
        second = Regions.take();
        while (second.range()[0] != first.range()[0]) {
            assertThat(others).as("ranges that were free").hasSizeLessThan(100);
            others.add(second);
            second = Regions.take();
        }
        return new IndexCacheLayout(second.base());
    }

    @Test
    void aLateCallerOfTheFormerFindsItsRegionsClosedForEver() {
        long base = first.base();
        IndexCacheLayout late = used(first);
        lendAgain();
        used(second);
        assertThat(second.base()).isGreaterThan(base);
        for (int index = 0; index <= LAST; index++) {
            assertThat(late.state(index)).isEqualTo(RegionLayout.STATE_CLOSED);
        }
        second.giveBack();
        for (int index = 0; index <= LAST; index++) {
            assertThat(late.state(index)).isEqualTo(RegionLayout.STATE_CLOSED);
        }
    }

    /** Counted by an abort handler that is late, beside the dead state: within the step between two lendings. */
    @Test
    void aLateAbortIsCountedWhereNobodyReads() {
        long late = first.base();
        used(first);
        IndexCacheLayout next = lendAgain();
        assertThat(late + RegionLayout.ABORTS + Long.BYTES).isLessThanOrEqualTo(second.base());
        Memory.putLong(late + RegionLayout.ABORTS, 5);
        assertThat(next.aborts(0)).isZero();
        assertThat(next.state(0)).isEqualTo(RegionLayout.STATE_CLOSED);
    }

    private static void assertUntouched(IndexCacheLayout layout) {
        for (int index = 0; index <= LAST; index++) {
            assertThat(layout.state(index)).isEqualTo(RegionLayout.STATE_CLOSED);
            assertThat(layout.aborts(index)).isZero();
            for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                assertThat(layout.capacity(index, c)).isZero();
                assertThat(layout.count(index, c)).isZero();
            }
        }
    }

    @Test
    void theNextOneFindsEveryRegionUntouched() {
        used(first);
        assertUntouched(lendAgain());
    }

    /** Locked pages, for example: then the words that the next one reads are written over. */
    @Test
    void alsoWhereTheSystemTakesNothingBack() {
        used(first);
        Faults.plan(Faults.Call.PURGE, 0, Long.MAX_VALUE, ENOMEM);
        IndexCacheLayout next = lendAgain();
        assertThat(Faults.end()).isPositive();
        assertUntouched(next);
    }

    @Test
    void anIndexIsGivenBackAlone() {
        IndexCacheLayout layout = used(first);
        assertThat(first.purge(LAST)).isZero();
        assertThat(layout.state(LAST)).isEqualTo(RegionLayout.STATE_CLOSED);
        for (int index = 0; index < LAST; index++) {
            assertThat(layout.isOpen(index)).isTrue();
            assertThat(layout.count(index, SizeClasses.LAST)).isEqualTo(1);
        }
    }

    @Test
    void givenBackIsGivenBackOnce() {
        assertThat(first.givenBack()).isFalse();
        lendAgain();
        assertThat(first.givenBack()).isTrue();
        first.giveBack();
        others.add(Regions.take());
        assertThat(others.getLast().range()[0]).as("the second one has it").isNotEqualTo(second.range()[0]);
    }

    /** The slots of all classes end before the range does, wherever in it the regions begin. */
    @Test
    void theLastLendingFitsTheRange() {
        IndexCacheLayout layout = new IndexCacheLayout(Regions.reserve());
        long end = layout.slots(0, SizeClasses.LAST) + 8L * Capacities.most(SizeClasses.LAST);
        assertThat(end).isLessThanOrEqualTo(RegionLayout.REGION_BYTES);
    }

    /** Once those are taken that others have left. */
    @Test
    void refusedAddressSpaceIsAnError() {
        Faults.plan(Faults.Call.RESERVE, 0, Long.MAX_VALUE, ENOMEM);
        assertThatThrownBy(() -> {
                    while (true) {
                        others.add(Regions.take());
                    }
                })
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("for the ccaches");
    }
}
