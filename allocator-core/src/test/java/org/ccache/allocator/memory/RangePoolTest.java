package org.ccache.allocator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ccache.os.VirtualMemory;
import org.junit.jupiter.api.Test;

/** Ranges go round: at most as many as were ever lent at once, and never further than borrowers can be told apart. */
final class RangePoolTest {
    private static final long BYTES = 1 << 16;
    private static final int MOST = 5;

    private final RangePool pool = new RangePool(MOST);

    private RangePool.Range borrow() {
        RangePool.Range range = pool.take(BYTES, 2 * BYTES);
        if (range == null) {
            range = pool.fresh(BYTES);
            range.at(VirtualMemory.reserveGuarded(BYTES));
            assertThat(range.address()).isPositive();
        }
        return range;
    }

    @Test
    void aRangeIsLentAgainWithAnotherNumber() {
        RangePool.Range first = borrow();
        assertThat(first.lending()).isEqualTo(1);
        pool.giveBack(first);
        RangePool.Range second = borrow();
        assertThat(second).isSameAs(first);
        assertThat(second.lending()).isEqualTo(2);
    }

    @Test
    void itRestsWhenItsBorrowersCannotBeToldApartAnyMore() {
        RangePool.Range range = borrow();
        for (int i = 1; i < MOST; i++) {
            pool.giveBack(range);
            assertThat(borrow()).isSameAs(range);
        }
        assertThat(range.lending()).isEqualTo(MOST);
        pool.giveBack(range);
        RangePool.Range other = borrow();
        assertThat(other).isNotSameAs(range);
        for (int i = 0; i < MOST; i++) {
            assertThat(pool.take(BYTES, BYTES)).isNull(); // while one borrower of it may have a call under way
            pool.forgotten(range);
        }
        RangePool.Range again = pool.take(BYTES, BYTES);
        assertThat(again).isSameAs(range);
        assertThat(again.lending()).isEqualTo(1);
    }

    @Test
    void withoutUncollectedBorrowersTheNumbersBeginAnew() {
        RangePool.Range range = borrow();
        pool.giveBack(range);
        pool.forgotten(range);
        assertThat(borrow().lending()).isEqualTo(1);
    }

    @Test
    void whatIsLargeEnoughAndNotTooLargeIsTaken() {
        RangePool.Range range = borrow();
        pool.giveBack(range);
        assertThat(pool.take(BYTES + 1, 4 * BYTES)).isNull();
        assertThat(pool.take(BYTES / 4, BYTES / 2)).isNull();
        assertThat(pool.take(BYTES / 2, BYTES)).isSameAs(range);
    }

    @Test
    void whatIsOfNoUseToTheNextOneIsUnmappedWhenNobodyMayLookThere() throws IOException {
        RangePool.Range range = borrow();
        pool.giveBack(range);
        assertThat(borrow()).isSameAs(range);
        pool.giveUp(range);
        pool.forgotten(range);
        assertThat(pool.take(BYTES, BYTES)).isNull();
        String start = Long.toHexString(range.address()) + "-";
        assertThat(Files.readString(Path.of("/proc/self/maps"))).contains(start);
        pool.forgotten(range);
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(start);
    }

    /** Collected all together, one is kept, and the others' address space is the system's again. */
    @Test
    void whatIsNotLikelyToBeWantedIsUnmapped() {
        List<RangePool.Range> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(borrow());
        }
        all.forEach(pool::giveBack);
        all.forEach(pool::forgotten);
        int left = 0;
        while (pool.take(BYTES, BYTES) != null) {
            left++;
        }
        assertThat(left).isEqualTo(1);
    }
}
