package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Zeroed blocks are zero wherever their memory was before, and what the system has zeroed is not touched for that. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class ZeroedTest {
    private static final long MIB = 1 << 20;

    @RegisterExtension
    final Conservation conservation;

    ZeroedTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    private static void verifyZero(CcacheAllocator allocator, long block, long size) {
        MemorySegment view = allocator.segment(block, size);
        long different = view.mismatch(MemorySegment.ofArray(new byte[(int) size]));
        assertThat(different).as("first byte of %d that is not zero", size).isEqualTo(-1);
    }

    private static void soil(CcacheAllocator allocator, long block) {
        allocator.segment(block).fill((byte) 0xa5); // all that may be used
    }

    private static LongStream sizes() {
        return LongStream.of(
                0, 1, 15, 16, 17, 100, 208, 4096, 65_536, 65_537, 100_000, 1 << 20, (1 << 20) + 1, 3_000_001);
    }

    @Test
    void everySizeAndAlignmentIsZeroAndSoAgain() {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        for (int round = 0; round < 3; round++) {
            sizes().forEach(size -> {
                for (long alignment : new long[] {1, 64, 4096, 65_536}) {
                    List<Long> blocks = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        long block = alignment == 1
                                ? allocator.allocateZeroed(size)
                                : allocator.allocateZeroed(size, alignment);
                        assertThat(block & alignment - 1).isZero();
                        verifyZero(allocator, block, size);
                        soil(allocator, block);
                        blocks.add(block);
                    }
                    blocks.forEach(allocator::free);
                }
            });
        }
    }

    /** Each block is soiled to its end, wherever it stood; spans go to and fro between classes and the system. */
    @Test
    void randomWalksThroughAllTiers() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(192 * MIB));
        CcacheAllocator allocator = counted.allocator();
        Random random = new Random(3);
        List<Long> live = new ArrayList<>();
        for (int step = 0; step < 1200; step++) {
            long size = switch (random.nextInt(6)) {
                case 0 -> random.nextInt(300);
                case 1 -> random.nextInt(SizeClasses.MAX_SHARED_SIZE);
                case 2, 3 -> SizeClasses.MAX_SHARED_SIZE + random.nextInt((int) MIB);
                default -> random.nextInt((int) (6 * MIB));
            };
            if (random.nextBoolean()) {
                long block = allocator.allocateZeroed(size);
                verifyZero(allocator, block, size);
                soil(allocator, block);
                live.add(block);
            } else {
                long block = allocator.allocate(size);
                soil(allocator, block);
                live.add(block);
            }
            while (live.size() > 24) {
                Collections.swap(live, random.nextInt(live.size()), live.size() - 1);
                allocator.free(live.removeLast());
            }
            switch (random.nextInt(100)) {
                case 0 -> allocator.trim();
                case 1 -> allocator.drain();
                case 2 -> allocator.maintainNow();
                default -> {}
            }
        }
        live.forEach(allocator::free);
    }

    /** Whole and very large blocks on fresh memory: nothing of them becomes resident. */
    @Test
    void whatTheSystemHasZeroedIsNotTouched() {
        CountedAllocator counted = conservation.open(
                conservation.builder().hugePages(HugePages.NEVER).maintenance(Maintenance.CALLER));
        CcacheAllocator allocator = counted.allocator();
        long before = resident(allocator);
        List<Long> blocks = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                blocks.add(allocator.allocateZeroed(256 << 10));
            }
            blocks.add(allocator.allocateZeroed(64 * MIB));
            assertThat(resident(allocator) - before).isLessThan(2 * MIB); // of 89 MiB
            blocks.forEach(allocator::free);
            blocks.clear();
            allocator.trim(); // and purged memory is as fresh
        }
    }

    /** A span half of which somebody had: that half is zeroed, the other one is not touched. */
    @Test
    void ofAMixedSpanOnlyTheUsedPartIsTouched() {
        CountedAllocator counted = conservation.open(
                conservation.builder().hugePages(HugePages.NEVER).maintenance(Maintenance.CALLER));
        CcacheAllocator allocator = counted.allocator();
        long first = allocator.allocate(16 * MIB);
        soil(allocator, first);
        allocator.free(first);
        long before = resident(allocator);
        long block = allocator.allocateZeroed(48 * MIB);
        assertThat(block).isEqualTo(first); // it has grown at the frontier
        assertThat(resident(allocator) - before).isLessThan(2 * MIB);
        verifyZero(allocator, block, 48 * MIB);
        allocator.free(block);
    }

    private static long resident(CcacheAllocator allocator) {
        try {
            return allocator.resident().arenas();
        } catch (UnsupportedOperationException e) {
            assumeThat(false)
                    .as("the system does not tell what is resident: " + e.getMessage())
                    .isTrue();
            return 0;
        }
    }

    @Test
    void badSizesAndExhaustionLoseNothing() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(8 * MIB));
        CcacheAllocator allocator = counted.allocator();
        assertThatThrownBy(() -> allocator.allocateZeroed(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.allocateZeroed(10, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.allocateZeroed(10, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.allocateZeroed(9 * MIB)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> allocator.allocateZeroed(Long.MAX_VALUE)).isInstanceOf(OutOfMemoryError.class);
        counted.check();
        CcacheAllocator closed = conservation.openUnsettled(conservation.builder());
        closed.close();
        for (long size : new long[] {10, 100_000, 2 * MIB}) {
            assertThatThrownBy(() -> closed.allocateZeroed(size)).isInstanceOf(IllegalStateException.class);
        }
    }
}
