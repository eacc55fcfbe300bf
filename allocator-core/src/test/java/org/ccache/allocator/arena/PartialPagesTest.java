package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which of the partly free huge pages is taken, and which gives its memory back first. */
final class PartialPagesTest extends HugePagesFixture {
    /** Short spans go to the huge page whose free run is hardly longer, and of those to the fullest. */
    @Test
    void theFullestThatFitsIsChosen() {
        PartialPages partial = new PartialPages(pages);
        int[][] runs = {{60}, {30, 30}, {30}, {10, 10, 10}}; // lengths of free runs by huge page, a used unit between
        for (int page = 0; page < runs.length; page++) {
            int from = 0;
            for (int length : runs[page]) {
                pages.free(page, from, from + length, false);
                from += length + 1;
            }
            partial.add(page);
        }
        assertThat(partial.find(1, 1)).isEqualTo(3);
        assertThat(partial.find(10, 1)).isEqualTo(3);
        assertThat(partial.find(11, 1)).isEqualTo(2); // not 1, which has a run of 30 too but more free units
        assertThat(partial.find(31, 1)).isZero();
        assertThat(partial.find(61, 1)).isEqualTo(HugePageTable.NONE);
        assertThat(partial.find(8, 8)).isEqualTo(3);
        assertThat(partial.find(16, 16)).isEqualTo(2);
        assertThat(partial.freeUnits()).isEqualTo(60 + 60 + 30 + 30);
        partial.remove(3);
        pages.use(3, 0, 10);
        partial.add(3);
        assertThat(partial.freeUnits()).isEqualTo(60 + 60 + 30 + 20);
        assertThat(partial.count()).isEqualTo(4);
    }

    @Test
    void theEmptiestDirtyIsPurgedFirst() {
        PartialPages partial = new PartialPages(pages);
        pages.free(0, 0, 5, true);
        pages.free(1, 0, 50, true);
        pages.free(2, 0, 100, false);
        for (int page = 0; page < 3; page++) {
            partial.add(page);
        }
        assertThat(partial.dirtyUnits()).isEqualTo(55);
        assertThat(partial.findDirty(false)).isEqualTo(1);
        partial.remove(1);
        assertThat(partial.findDirty(false)).isZero();
        partial.remove(0);
        assertThat(partial.findDirty(false)).isEqualTo(HugePageTable.NONE);
        assertThat(partial.dirtyUnits()).isZero();
    }

    /** At first a few of each list are looked at; what fits and stands behind those is found all the same. */
    @Test
    void whatFitsBehindManyThatDoNotIsFound() {
        PartialPages partial = new PartialPages(pages);
        pages.free(0, 8, 16, false); // added first, so the last of its list
        partial.add(0);
        for (int page = 1; page < 60; page++) {
            pages.free(page, 9, 17, false); // as long, but no eight units at a multiple of eight
            partial.add(page);
        }
        assertThat(partial.find(8, 8)).isZero();
        assertThat(partial.find(8, 1)).isPositive();
        partial.remove(0);
        assertThat(partial.find(8, 8)).isEqualTo(HugePageTable.NONE);
    }

    /**
     * Of those whose partly purged state costs a mapping each, when there are too many of them only more of the same.
     */
    @Test
    void onlySmallOnesAreLookedAtIfSo() {
        PartialPages partial = new PartialPages(pages);
        pages.free(0, 0, 50, true);
        pages.free(1, 0, 5, true);
        partial.add(0);
        partial.add(1);
        assertThat(partial.findDirty(true)).isEqualTo(HugePageTable.NONE);
        pages.small(1, true);
        assertThat(partial.findDirty(true)).isEqualTo(1);
        assertThat(partial.findDirty(false)).isZero();
    }

    /** Full ones and free ones are somebody else's: neither is listed, and nothing is counted of them. */
    @Test
    void whatIsNotPartlyFreeIsNotListed() {
        PartialPages partial = new PartialPages(pages);
        pages.free(1, 0, UNITS, true);
        partial.add(0);
        partial.add(1);
        assertThat(partial.count()).isZero();
        assertThat(partial.freeUnits() + partial.dirtyUnits()).isZero();
        partial.remove(0);
        partial.remove(1);
        assertThat(partial.count()).isZero();
        assertThat(partial.find(1, 1)).isEqualTo(HugePageTable.NONE);
    }
}
