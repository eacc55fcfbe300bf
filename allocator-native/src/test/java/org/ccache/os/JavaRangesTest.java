package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges of which nothing is touched: addresses alone. */
final class JavaRangesTest {
    private static final long BYTES = 100;

    private final JavaRanges ranges = new JavaRanges();

    @SuppressWarnings("restricted")
    private JavaRange add(long address) {
        JavaRange range = new JavaRange();
        range.is(MemorySegment.ofAddress(address).reinterpret(BYTES));
        ranges.expect();
        ranges.add(range);
        return range;
    }

    @Test
    void findsWhatLiesInOne() {
        JavaRange low = add(1000);
        JavaRange high = add(5000);
        JavaRange middle = add(3000);
        assertThat(ranges.with(1000, BYTES)).isSameAs(low);
        assertThat(ranges.with(1099, 1)).isSameAs(low);
        assertThat(ranges.with(1099, 2)).isNull();
        assertThat(ranges.with(1100, 1)).isNull();
        assertThat(ranges.with(999, 1)).isNull();
        assertThat(ranges.with(3050, 0)).isSameAs(middle);
        assertThat(ranges.with(5000, Long.MAX_VALUE)).isNull();
        assertThat(ranges.with(5000, -1)).isNull();
        assertThat(ranges.with(5010, 10)).isSameAs(high);
    }

    @Test
    void takesOutByTheFirstAddressAlone() {
        JavaRange range = add(1000);
        assertThat(ranges.take(1001)).isNull();
        assertThat(ranges.take(999)).isNull();
        assertThat(ranges.take(1000)).isSameAs(range);
        assertThat(ranges.take(1000)).isNull();
        assertThat(ranges.with(1000, 1)).isNull();
        ranges.add(range); // it could not be given back: its place is still there
        assertThat(ranges.take(1000)).isSameAs(range);
        ranges.expectNone();
        assertThat(ranges.count()).isZero();
    }

    @Test
    void anyNumberInAnyOrder() {
        List<Long> addresses = new ArrayList<>();
        for (long i = 1; i <= 1000; i++) {
            addresses.add(i * 1000);
        }
        Random random = new Random(7);
        Collections.shuffle(addresses, random);
        addresses.forEach(this::add);
        assertThat(ranges.count()).isEqualTo(1000);
        Collections.shuffle(addresses, random);
        for (long address : addresses) {
            assertThat(ranges.with(address + 50, 50).address()).isEqualTo(address);
            assertThat(ranges.take(address).address()).isEqualTo(address);
            ranges.expectNone();
        }
        assertThat(ranges.count()).isZero();
    }
}
