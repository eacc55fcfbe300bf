package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.ccache.os.Machine;
import org.junit.jupiter.api.Test;

final class UnitsTest {
    @Test
    void aUnitIsAWholeNumberOfTheKernelsPages() {
        assertThat(Units.BYTES).isGreaterThanOrEqualTo(16 << 10);
        assertThat(Units.BYTES % Machine.pageSize()).isZero();
        assertThat(Long.bitCount(Units.BYTES)).isEqualTo(1);
    }

    @Property
    void theFewestUnitsThatHoldIt(@ForAll @LongRange(min = 1, max = 1L << 44) long bytes) {
        long units = Units.of(bytes);
        assertThat(Units.bytes(units)).isGreaterThanOrEqualTo(bytes).isLessThan(bytes + Units.BYTES);
        assertThat(Units.roundedUp(bytes)).isEqualTo(Units.bytes(units));
    }

    @Test
    void nothingTakesAUnitAndTheLargestDoesNotOverflow() {
        assertThat(Units.roundedUp(0)).isEqualTo(Units.BYTES);
        assertThat(Units.roundedUp(Long.MAX_VALUE)).isPositive().matches(bytes -> bytes % Units.BYTES == 0);
        assertThat(Units.roundedUp(Long.MAX_VALUE - Units.BYTES)).isGreaterThanOrEqualTo(Long.MAX_VALUE - Units.BYTES);
    }
}
