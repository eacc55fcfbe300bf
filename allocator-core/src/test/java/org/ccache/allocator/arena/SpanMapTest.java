package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class SpanMapTest {
    private static final long BASE = 0x7f00_0000_0000L;
    private static final int UNITS = 1000;

    private final MemorySegment bytes = java.lang.foreign.Arena.ofAuto().allocate(UNITS);
    private final SpanMap map = new SpanMap(BASE, UNITS, bytes.address());

    @Test
    void findsTheUnitOfAnyAddressInIt() {
        map.set(3, 2, 17);
        map.set(UNITS - 1, 1, SpanMap.LARGE_HEAD);
        for (long offset : new long[] {0, 1, 16, Units.BYTES - 1, Units.BYTES, 2 * Units.BYTES - 1}) {
            assertThat(map.at(BASE + 3 * Units.BYTES + offset)).isEqualTo(17);
        }
        assertThat(map.at(BASE + 3 * Units.BYTES - 1)).isEqualTo(SpanMap.FREE);
        assertThat(map.at(BASE + 5 * Units.BYTES)).isEqualTo(SpanMap.FREE);
        assertThat(map.at(BASE + UNITS * Units.BYTES - 1)).isEqualTo(SpanMap.LARGE_HEAD);
        assertThat(map.get(4)).isEqualTo(17);
    }

    @Test
    void everythingOutsideIsFree() {
        bytes.fill((byte) 5);
        for (long address : new long[] {
            0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, BASE - 1, BASE + UNITS * Units.BYTES, BASE | 1L << 63, -BASE
        }) {
            assertThat(map.at(address)).as("0x%x", address).isEqualTo(SpanMap.FREE);
        }
        assertThat(map.at(BASE)).isEqualTo(5);
    }
}
