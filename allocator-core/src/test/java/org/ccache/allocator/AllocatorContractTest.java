package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every front end promises to whoever uses it rightly. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class AllocatorContractTest {
    private static final long LARGEST = 64 << 20;

    @RegisterExtension
    final Conservation conservation;

    private final FrontEnd frontEnd;

    AllocatorContractTest(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
        this.conservation = new Conservation(frontEnd);
    }

    /** 0 to 300, and around every boundary of a size class. */
    private static LongStream smallSizes() {
        LongStream boundaries = LongStream.rangeClosed(SizeClasses.FIRST, SizeClasses.LAST)
                .map(c -> SizeClasses.size((int) c))
                .flatMap(size -> LongStream.rangeClosed(size - 1, Math.min(size + 1, SizeClasses.MAX_SIZE)));
        return LongStream.concat(LongStream.rangeClosed(0, 300), boundaries).distinct();
    }

    /** Above all classes. */
    private static LongStream veryLargeSizes() {
        return largeSizes().filter(size -> size > SizeClasses.MAX_SIZE);
    }

    /** Blocks that share no slab. */
    private static LongStream largeSizes() {
        return LongStream.of(
                SizeClasses.MAX_SHARED_SIZE + 1,
                SizeClasses.MAX_SHARED_SIZE + 4096,
                100_000,
                (1 << 20) - 1,
                1 << 20,
                (1 << 20) + 1,
                5_000_001,
                LARGEST - 1,
                LARGEST);
    }

    @Test
    void saysWhichFrontEndItIs() {
        CcacheAllocator allocator = conservation.open().allocator();
        assertThat(allocator.frontEnd()).isEqualTo(frontEnd);
        assertThat(allocator.stats().frontEnd()).isEqualTo(frontEnd);
        assertThat(allocator.toString()).contains(frontEnd.name());
    }

    @Test
    void keepsTheContentsOfEverySmallSize() {
        CountedAllocator counted = conservation.open();
        List<Long> blocks = new ArrayList<>();
        smallSizes().forEach(size -> {
            for (int i = 0; i < 3; i++) {
                blocks.add(counted.allocate(size));
            }
        });
        Collections.shuffle(blocks, new Random(1));
        int third = blocks.size() / 3;
        blocks.subList(0, third).forEach(counted::free); // each verifies its stamp
        blocks.subList(third, 2 * third).forEach(counted::freeSized);
        blocks.subList(2 * third, blocks.size()).forEach(counted::freeUnchecked);
    }

    @Test
    void keepsTheContentsOfLargeBlocks() {
        CountedAllocator counted = conservation.open();
        List<Long> blocks = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            largeSizes().forEach(size -> blocks.add(counted.allocate(size)));
        }
        assertThat(counted.allocator().stats().largeAllocations())
                .isEqualTo(2 * veryLargeSizes().count());
        assertThat(counted.allocator().stats().largeBytes())
                .isGreaterThanOrEqualTo(2 * veryLargeSizes().sum());
        assertThat(counted.allocator().stats().liveBytes())
                .isGreaterThanOrEqualTo(
                        2 * (largeSizes().sum() - veryLargeSizes().sum()));
        Collections.shuffle(blocks, new Random(2));
        int third = blocks.size() / 3;
        blocks.subList(0, third).forEach(counted::free);
        blocks.subList(third, 2 * third).forEach(counted::freeSized);
        blocks.subList(2 * third, blocks.size()).forEach(counted::freeUnchecked);
    }

    @Test
    void handsOutNoAddressTwice() {
        CountedAllocator counted = conservation.open();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            assertThat(seen.add(counted.allocateUntouched(48))).isTrue();
        }
    }

    @Test
    void givesEachZeroByteRequestABlockOfItsOwn() {
        CountedAllocator counted = conservation.open();
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            addresses.add(counted.allocate(0));
        }
        assertThat(addresses).hasSize(1000).doesNotContain(0L);
        assertThat(addresses).allSatisfy(address -> {
            assertThat(counted.allocator().segment(address, 0).byteSize()).isZero();
            assertThat(counted.allocator().usableSize(address)).isEqualTo(16);
        });
        addresses.forEach(counted::freeSized);
    }

    @Test
    void wastesAtMostAnEighthAbove128Bytes() {
        CcacheAllocator allocator = conservation.open().allocator();
        for (long size = 0; size <= SizeClasses.MAX_SIZE; size++) {
            long address = allocator.allocate(size);
            long usable = allocator.usableSize(address);
            allocator.free(address);
            long most = size > SizeClasses.MAX_SHARED_SIZE ? (16 << 10) - 1 : 16;
            if (usable < size || usable - size > Math.max(most, size > 128 ? size / 8 : 0) || usable % 16 != 0) {
                assertThat(usable).as("usable size of %d bytes", size).isEqualTo(-1);
            }
        }
    }

    @Test
    void roundsLargeBlocksToWholePages() {
        CountedAllocator counted = conservation.open();
        largeSizes()
                .forEach(size -> assertThat(counted.allocator().usableSize(counted.allocateUntouched(size)))
                        .isBetween(size, size + Math.max((16 << 10) - 1, size <= SizeClasses.MAX_SIZE ? size / 8 : 0)));
    }

    @Test
    void alignsToEveryPowerOfTwo() {
        CountedAllocator counted = conservation.open();
        for (long alignment = 1; alignment <= 4 << 20; alignment *= 2) {
            for (long size : new long[] {0, 1, alignment - 1, alignment, alignment + 1, 3 * alignment / 2, 400}) {
                List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    blocks.add(counted.allocate(size, alignment));
                }
                assertThat(counted.allocator().usableSize(blocks.get(0))).isGreaterThanOrEqualTo(size);
                counted.free(blocks.get(0));
                counted.freeSized(blocks.get(1), alignment);
            }
        }
    }

    @Test
    void alignsSmallBlocksToTheLargestPowerOfTwoInTheirSize() {
        CountedAllocator counted = conservation.open();
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST_SHARED; c++) {
            long size = SizeClasses.size(c);
            for (int i = 0; i < 40; i++) { // more than one slab of the largest
                assertThat(counted.allocateUntouched(size) & Long.lowestOneBit(size) - 1)
                        .isZero();
            }
        }
    }

    @Test
    void viewsAreBoundedToTheBlock() {
        CountedAllocator counted = conservation.open();
        for (long size : new long[] {0, 1, 100, 4096, 70_000}) {
            long address = counted.allocate(size);
            MemorySegment whole = counted.allocator().segment(address);
            assertThat(whole.address()).isEqualTo(address);
            assertThat(whole.byteSize()).isEqualTo(counted.allocator().usableSize(address));
            assertThatThrownBy(() -> whole.get(ValueLayout.JAVA_BYTE, whole.byteSize()))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            MemorySegment part = counted.allocator().segment(address, size);
            assertThat(part.byteSize()).isEqualTo(size);
            assertThatThrownBy(() -> part.get(ValueLayout.JAVA_BYTE, size))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            long more = whole.byteSize() + 1;
            assertThatThrownBy(() -> counted.allocator().segment(address, more))
                    .isInstanceOf(InvalidAddressException.class)
                    .hasMessageContaining(Long.toHexString(address))
                    .hasMessageContaining(Long.toString(more))
                    .hasMessageContaining(Long.toString(whole.byteSize()));
            assertThatThrownBy(() -> counted.allocator().segment(address, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        }
    }

    @Test
    void anyThreadMayFree() throws InterruptedException {
        CountedAllocator counted = conservation.open();
        for (Thread.Builder threads : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            List<Long> blocks = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                blocks.add(counted.allocate(i % 700));
            }
            blocks.add(counted.allocate(1 << 20));
            Thread other = threads.start(() -> blocks.forEach(counted::free));
            other.join();
            assertThat(counted.count()).isZero();
            counted.check();
        }
    }

    @Test
    void usesFreedBlocksAgain() {
        CountedAllocator counted = conservation.open();
        for (int round = 0; round < 200; round++) {
            List<Long> blocks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                blocks.add(counted.allocate(512));
            }
            blocks.forEach(counted::free);
        }
        assertThat(counted.allocator().stats().mappedBytes()).isLessThanOrEqualTo(2 << 20);
    }

    @Test
    void figuresAddUp() {
        CountedAllocator counted = conservation.open();
        long bytes = 0;
        for (int i = 0; i < 3000; i++) {
            long address = counted.allocate(1 + i % 1000);
            bytes += counted.allocator().usableSize(address);
        }
        bytes += counted.allocator().usableSize(counted.allocate(1_000_000));
        counted.allocate(1_100_000);
        AllocatorStats stats = counted.allocator().stats();
        assertThat(stats.liveBytes()).isEqualTo(bytes);
        assertThat(stats.carvedBytes())
                .isEqualTo(stats.liveBytes() + stats.cachedBytes() + stats.depotBytes() + stats.slabFreeBytes());
        assertThat(stats.mappedBytes()).isGreaterThanOrEqualTo(stats.carvedBytes() + stats.largeBytes());
        assertThat(stats.largeBytes()).isEqualTo(1_114_112); // 68 units of 16 KiB
        assertThat(stats.refills()).isPositive();
        assertThat(stats.slabsCarved()).isPositive();
        assertThat(stats.indexesUsed()).isPositive();
        assertThat(stats.toString())
                .contains(frontEnd.name(), "live " + bytes, "mapped " + stats.mappedBytes(), stats.mode());
    }

    @Test
    void drainEmptiesTheCaches() {
        CountedAllocator counted = conservation.open();
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            blocks.add(counted.allocate(i % 3000));
        }
        blocks.forEach(counted::free);
        assertThat(counted.allocator().stats().cachedBytes()).isPositive();
        counted.allocator().drain();
        assertThat(counted.allocator().stats().cachedBytes()).isZero();
        assertThat(counted.allocator().stats().depotBytes()).isPositive();
        counted.allocate(100); // and work goes on
    }

    @Test
    void auditReadsWell() {
        CountedAllocator counted = conservation.open();
        counted.allocate(400);
        counted.allocate(100_000);
        counted.allocate(2_000_000);
        AuditReport report = counted.allocator().audit();
        assertThat(report.toString()).startsWith("audit: clean").contains("416", "114688", "large blocks 1");
        assertThat(report.liveBlocks()).isEqualTo(3);
        assertThat(report.classes()).hasSize(2).allMatch(line -> line.live() == 1);
        assertThat(report.classes().getFirst().blockSize()).isEqualTo(416);
        assertThat(report.classes().getLast().blockSize()).isEqualTo(114_688);
    }
}
