package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much the next allocator reserves: enough for the first ones, and something for the thousandth. */
final class AddressSpaceTest {
    private static final int MANY = 4000;

    @Test
    void thousandsHaveAPartAndNobodyHasAll() {
        long useful = 48L << 30;
        long share = AddressSpace.part(0); // of many: a thousandth of what is left, as a power of two
        long taken = 0;
        try {
            for (int i = 0; i < MANY; i++) {
                long part = AddressSpace.part(useful);
                assertThat(part).isGreaterThanOrEqualTo(share / 128);
                assertThat(Long.bitCount(part)).isEqualTo(1);
                AddressSpace.take(part);
                taken += part;
            }
            assertThat(taken).isLessThanOrEqualTo(2048 * share);
        } finally {
            for (int i = 1; i < MANY; i++) {
                AddressSpace.giveBack(0);
            }
            AddressSpace.giveBack(taken);
        }
        assertThat(AddressSpace.part(0)).isEqualTo(share);
    }
}
