package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks that become larger or smaller keep their contents, and a failed attempt keeps the block. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class ReallocateTest {
    private static final long MIB = 1 << 20;

    @RegisterExtension
    final Conservation conservation;

    ReallocateTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, 100",
        "100, 0",
        "100, 112",
        "100, 113",
        "1000, 17",
        "60000, 65536",
        "65536, 65537",
        "65537, 65536",
        "100000, 200000",
        "200000, 100000",
        "1000000, 5000000",
        "5000000, 1000000",
        "3000000, 9000000",
        "9000000, 10",
        "10, 9000000",
        "30000000, 60000000",
        "60000000, 30000000"
    })
    void contentsAreKept(long from, long to) {
        CountedAllocator counted = conservation.open();
        counted.allocate(to); // neighbours, live
        long block = counted.allocate(from);
        counted.allocate(from);
        block = counted.reallocate(block, to); // verifies
        assertThat(counted.allocator().usableSize(block)).isGreaterThanOrEqualTo(to);
        counted.check();
        block = counted.reallocate(block, from);
        counted.freeSized(block);
    }

    @Test
    void theSameClassStaysInPlace() {
        CountedAllocator counted = conservation.open();
        long block = counted.allocate(1000);
        assertThat(counted.reallocate(block, 1024)).isEqualTo(block);
        assertThat(counted.reallocate(block, 970)).isEqualTo(block);
    }

    @Test
    void theAlignmentIsKeptWhereItIsAskedFor() {
        CountedAllocator counted = conservation.open();
        long[] sizes = {0, 100, 1000, 60_000, 65_537, 300_000, 1_100_000, 5_000_000, 70_000, 10};
        for (long alignment : new long[] {1, 16, 64, 4096, 16 << 10, 64 << 10, 2 << 20}) {
            long block = counted.allocate(10, alignment);
            for (long size : sizes) {
                counted.allocate(size); // a neighbour
                block = counted.reallocate(block, size, alignment);
            }
            counted.freeSized(block, alignment);
        }
        long block = counted.allocate(100); // one that was not aligned becomes so
        counted.freeSized(counted.reallocate(block, 100, 1 << 20), 1 << 20);
        counted.check();
    }

    @Test
    void aBadAlignmentIsRefused() {
        CountedAllocator counted = conservation.open();
        long block = counted.allocate(100);
        for (long alignment : new long[] {0, -1, 3, 48, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> counted.reallocate(block, 200, alignment))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Long.toString(alignment));
        }
        counted.check();
    }

    @Test
    void largeBlocksShrinkAndGrowInPlace() {
        CountedAllocator counted = conservation.open();
        long block = counted.allocate(6 * MIB);
        assertThat(counted.reallocate(block, 3 * MIB)).isEqualTo(block);
        assertThat(counted.allocator().usableSize(block)).isEqualTo(3 * MIB);
        assertThat(counted.allocator().stats().largeBytes()).isEqualTo(3 * MIB);
        counted.check();
        assertThat(counted.reallocate(block, 5 * MIB)).isEqualTo(block); // what it gave up is free behind it
        assertThat(counted.allocator().usableSize(block)).isEqualTo(5 * MIB);
    }

    @Test
    void beyondTheLimitTheOldBlockStays() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(6 * MIB));
        long large = counted.allocate(2 * MIB);
        long small = counted.allocate(100);
        assertThatThrownBy(() -> counted.reallocate(large, 20 * MIB)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> counted.reallocate(small, 20 * MIB)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> counted.reallocate(large, Long.MAX_VALUE)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> counted.reallocate(large, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> counted.reallocate(small, Long.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        counted.check(); // and settling verifies the contents
    }

    @Test
    void whatIsNoBlockIsRefused() {
        CcacheAllocator allocator = conservation.open().allocator();
        long small = allocator.allocate(100);
        long large = allocator.allocate(100_000);
        for (long bad : new long[] {0, 8, small + 16, small + 1, large + 1, large + (16 << 10), 1L << 62}) {
            assertThatThrownBy(() -> allocator.reallocate(bad, 200))
                    .isInstanceOf(InvalidAddressException.class)
                    .hasMessageContaining("reallocate(0x" + Long.toHexString(bad));
        }
        allocator.free(large);
        assertThatThrownBy(() -> allocator.reallocate(large, 200_000)).isInstanceOf(InvalidAddressException.class);
        allocator.free(small);
    }

    @Test
    void randomWalks() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(256 * MIB));
        Random random = new Random(7);
        long[] blocks = new long[16];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = counted.allocate(random.nextInt(1000));
        }
        for (int i = 0; i < 600; i++) {
            int pick = random.nextInt(blocks.length);
            long size = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(200);
                case 1 -> random.nextInt(100_000);
                case 2 -> random.nextInt(3_000_000);
                default -> random.nextInt(9_000_000);
            };
            blocks[pick] = counted.reallocate(blocks[pick], size);
            if (i % 50 == 0) {
                counted.check();
            }
        }
    }
}
