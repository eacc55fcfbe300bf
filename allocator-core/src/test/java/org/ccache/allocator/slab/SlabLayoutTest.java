package org.ccache.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.arena.Units;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.Test;

final class SlabLayoutTest {
    private static final long BASE = 0x7f12_3400_0000L; // a multiple of every slab's size

    /** Every class, every byte of a slab: exactly the multiples of the block size before the tail. */
    @Test
    void isBlockAgreesWithDivision() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST_SHARED; c++) {
            long slab = SlabLayout.slabBytes(c);
            long size = SizeClasses.size(c);
            long end = slab / size * size;
            for (long offset = 0; offset < slab; offset++) {
                boolean expected = offset % size == 0 && offset < end;
                if (SlabLayout.isBlock(BASE + offset, c) != expected) {
                    assertThat(expected).as("class %d, offset %d", c, offset).isNull();
                }
            }
        }
    }

    @Test
    void aWholeBlockIsItsSlab() {
        for (int c = SizeClasses.LAST_SHARED + 1; c <= SizeClasses.LAST; c++) {
            assertThat(SlabLayout.blocks(c)).isEqualTo(1);
            assertThat(SlabLayout.slabBytes(c)).isEqualTo(Units.roundedUp(SizeClasses.size(c)));
            for (long offset = 0; offset < Units.BYTES; offset++) { // further on the map reads something else
                if (SlabLayout.isBlock(BASE + offset, c) || SlabLayout.isWhole(BASE + offset, c) != (offset == 0)) {
                    assertThat(offset).as("class %d", c).isNegative();
                }
            }
            assertThat(SlabLayout.blockBytes(c)).isEqualTo(SlabLayout.slabBytes(c));
            assertThat(SlabLayout.slab(BASE + Units.BYTES, c)).isEqualTo(BASE + Units.BYTES);
        }
    }

    @Test
    void noOtherMapByteHasBlocks() {
        for (int entry = 0; entry < 128; entry++) {
            if (entry < SizeClasses.FIRST || entry > SizeClasses.LAST_SHARED) {
                for (long offset = 0; offset < 1 << 20; offset += 16) {
                    assertThat(SlabLayout.isBlock(BASE + offset, entry)).isFalse();
                }
            }
        }
        assertThat(SpanMap.LARGE_BODY).isGreaterThan(SizeClasses.LAST);
    }

    @Test
    void slabsAreWholeUnitsWithAtLeastEightBlocksAndASmallTail() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST_SHARED; c++) {
            long slab = SlabLayout.slabBytes(c);
            assertThat(Long.bitCount(slab)).isEqualTo(1);
            assertThat(slab).isGreaterThanOrEqualTo(32 << 10);
            assertThat(SlabLayout.units(c) * Units.BYTES).isEqualTo(slab);
            assertThat(SlabLayout.blocks(c)).isGreaterThanOrEqualTo(8);
            long tail = slab - (long) SlabLayout.blocks(c) * SizeClasses.size(c);
            assertThat(tail).isBetween(0L, (long) SizeClasses.size(c) - 1);
            assertThat(tail).isLessThan(slab * 9 / 100);
        }
    }

    @Test
    void numbersBlocksFromTheStartOfTheSlab() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            for (int block = 0; block < SlabLayout.blocks(c); block++) {
                long address = BASE + (long) block * SizeClasses.size(c);
                assertThat(SlabLayout.blockNumber(address, c)).isEqualTo(block);
            }
        }
    }
}
