package org.ccache.allocator.sizeclass;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.allocator.arena.Units;
import org.junit.jupiter.api.Test;

final class SizeClassesTest {
    @Test
    void sizesAscendInMultiplesOfSixteen() {
        assertThat(SizeClasses.size(SizeClasses.FIRST)).isEqualTo(16);
        assertThat(SizeClasses.size(SizeClasses.LAST)).isEqualTo(SizeClasses.MAX_SIZE);
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            assertThat(SizeClasses.size(c) % SizeClasses.MIN_ALIGNMENT).isZero();
            assertThat(SizeClasses.size(c)).isGreaterThan(SizeClasses.size(c - 1));
        }
    }

    @Test
    void everySizeGetsTheSmallestClassThatHoldsIt() {
        int expected = SizeClasses.FIRST;
        for (long size = 0; size <= SizeClasses.MAX_SIZE; size++) {
            if (size > SizeClasses.size(expected)) {
                expected++;
            }
            if (SizeClasses.of(size) != expected) {
                assertThat(SizeClasses.of(size)).as("class of %d", size).isEqualTo(expected);
            }
        }
        assertThat(expected).isEqualTo(SizeClasses.LAST);
    }

    @Test
    void sharedIsTheSameForSmallSizes() {
        for (long size = 0; size <= SizeClasses.MAX_SHARED_SIZE; size++) {
            assertThat(SizeClasses.shared(size)).isEqualTo(SizeClasses.of(size));
        }
        assertThat(SizeClasses.of(SizeClasses.MAX_SHARED_SIZE)).isEqualTo(SizeClasses.LAST_SHARED);
        assertThat(SizeClasses.isWhole(SizeClasses.LAST_SHARED)).isFalse();
        assertThat(SizeClasses.isWhole(SizeClasses.LAST_SHARED + 1)).isTrue();
    }

    @Test
    void wholeBlocksAreMultiplesOfTheirAlignment() {
        for (int c = SizeClasses.LAST_SHARED + 1; c <= SizeClasses.LAST; c++) {
            assertThat(SizeClasses.size(c) % SizeClasses.WHOLE_ALIGNMENT).isZero();
        }
        assertThat(SizeClasses.WHOLE_ALIGNMENT).isLessThanOrEqualTo((int) Units.BYTES);
    }

    @Test
    void wasteAbove128IsAtMostAnEighthOfTheRequest() {
        for (long size = 129; size <= SizeClasses.MAX_SIZE; size++) {
            long block = SizeClasses.size(SizeClasses.of(size));
            long rounding = size > SizeClasses.MAX_SHARED_SIZE ? SizeClasses.WHOLE_ALIGNMENT - 1 : 0;
            if (8 * (block - size) > Math.max(size, 8 * rounding)) {
                assertThat(block).as("block for %d", size).isEqualTo(size);
            }
        }
    }

    @Test
    void alignedRequestsGetTheSmallestClassWhoseBlocksAreAligned() {
        for (long alignment = 1; alignment <= SizeClasses.MAX_SIZE; alignment *= 2) {
            for (long size = 0; size <= SizeClasses.MAX_SIZE; size += size < SizeClasses.MAX_SHARED_SIZE ? 7 : 4093) {
                int expected = 0;
                for (int c = SizeClasses.LAST; c >= SizeClasses.FIRST; c--) {
                    if (SizeClasses.size(c) >= size && alignment <= most(c) && SizeClasses.size(c) % alignment == 0) {
                        expected = c;
                    }
                }
                if (SizeClasses.of(size, alignment) != expected) {
                    assertThat(SizeClasses.of(size, alignment))
                            .as("class of %d at %d", size, alignment)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /** What all blocks of a class may be aligned to, though some may have more. */
    private static long most(int sizeClass) {
        return SizeClasses.isWhole(sizeClass) ? SizeClasses.WHOLE_ALIGNMENT : SizeClasses.MAX_SHARED_SIZE;
    }

    @Test
    void noClassIsZero() {
        assertThat(SizeClasses.of(SizeClasses.MAX_SIZE + 1, 16)).isZero();
        assertThat(SizeClasses.of(100, 2 * SizeClasses.MAX_SHARED_SIZE)).isZero();
        assertThat(SizeClasses.of(SizeClasses.MAX_SHARED_SIZE + 1, 2 * SizeClasses.WHOLE_ALIGNMENT))
                .isZero();
        assertThat(SizeClasses.of(SizeClasses.MAX_SIZE, SizeClasses.WHOLE_ALIGNMENT))
                .isEqualTo(SizeClasses.LAST);
        assertThat(SizeClasses.of(Long.MAX_VALUE, 1L << 62)).isZero();
        assertThat(SizeClasses.of(SizeClasses.MAX_SHARED_SIZE, SizeClasses.MAX_SHARED_SIZE))
                .isEqualTo(SizeClasses.LAST_SHARED);
    }
}
