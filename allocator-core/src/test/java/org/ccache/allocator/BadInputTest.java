package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong is refused by a message that names the value and the rule, and changes nothing. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class BadInputTest {
    @RegisterExtension
    final Conservation conservation;

    private CountedAllocator counted;
    private CcacheAllocator allocator;
    private long small;
    private long large;

    BadInputTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    @BeforeEach
    void open() {
        counted = conservation.open();
        allocator = counted.allocator();
        small = counted.allocate(400);
        large = counted.allocate(100_000);
    }

    /** Every method that takes an address refuses this one, and everything goes on. */
    private void refuses(long address, String... words) {
        List<LongConsumer> calls = List.of(
                allocator::free,
                a -> allocator.free(a, 400),
                a -> allocator.free(a, 100_000),
                a -> allocator.freeUnchecked(a, 100_000),
                a -> allocator.free(a, 400, 16),
                a -> allocator.free(a, 100_000, 4096),
                allocator::usableSize,
                allocator::segment,
                a -> allocator.segment(a, 1));
        for (LongConsumer call : calls) {
            assertThatThrownBy(() -> call.accept(address))
                    .isInstanceOf(InvalidAddressException.class)
                    .hasMessageContaining("0x" + Long.toHexString(address))
                    .message()
                    .satisfies(message -> assertThat(message).contains(words));
        }
        goesOn();
    }

    private void goesOn() {
        counted.check();
        for (int i = 0; i < 100; i++) {
            counted.free(counted.allocate(400));
        }
        counted.free(counted.allocate(100_000));
        counted.check();
    }

    @Test
    void sizes() {
        for (long size : new long[] {-1, -16, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
            List<Runnable> calls = List.of(
                    () -> allocator.allocate(size),
                    () -> allocator.allocate(size, 16),
                    () -> allocator.allocate(size, 1 << 20),
                    () -> allocator.free(small, size),
                    () -> allocator.freeUnchecked(small, size),
                    () -> allocator.free(small, size, 16),
                    () -> allocator.free(large, size),
                    () -> allocator.segment(small, size));
            for (Runnable call : calls) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("size " + size)
                        .hasMessageContaining("0 or more");
            }
        }
        for (long size : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - (16 << 10), 1L << 47}) {
            for (Runnable call : List.<Runnable>of(
                    () -> allocator.allocate(size),
                    () -> allocator.allocate(size, 16),
                    () -> allocator.allocate(size, 1 << 20))) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessageContaining("asked for " + size)
                        .hasMessageContaining("allowed");
            }
        }
        goesOn();
    }

    @Test
    void alignments() {
        for (long alignment : new long[] {0, 3, 24, -1, -16, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 40) + 1}) {
            List<Runnable> calls = List.of(
                    () -> allocator.allocate(100, alignment),
                    () -> allocator.allocate(1 << 20, alignment),
                    () -> allocator.free(small, 400, alignment),
                    () -> allocator.free(large, 100_000, alignment));
            for (Runnable call : calls) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("alignment " + alignment)
                        .hasMessageContaining("power of two");
            }
        }
        goesOn();
    }

    @Test
    void alignmentBeyondTheAddressSpace() {
        for (long size : new long[] {0, 100, 1 << 20}) {
            assertThatThrownBy(() -> allocator.allocate(size, 1L << 62))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("asked for " + size)
                    .hasMessageContaining(Long.toString(1L << 62));
        }
        goesOn();
    }

    @Test
    void nullAndImpossibleAddresses() {
        for (long address :
                new long[] {0, 1, 16, -1, -16, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 47, small | 1L << 63}) {
            refuses(address, "no block");
        }
    }

    @Test
    void foreignAddress() {
        try (Arena arena = Arena.ofConfined()) {
            refuses(arena.allocate(400).address(), "no block", "outside");
        }
    }

    @Test
    void addressOfAnotherAllocator() {
        CountedAllocator other = conservation.open();
        refuses(other.allocate(400), "no block", "outside");
        refuses(other.allocate(100_000), "no block", "outside");
    }

    @Test
    void interiorOfASmallBlock() {
        for (long offset = 16; offset < 400; offset += 16) {
            refuses(small + offset, "not a block start", "block size 416", "slab base");
        }
    }

    @Test
    void misaligned() {
        for (int offset = 1; offset < 16; offset++) {
            refuses(small + offset, "not a block start");
            refuses(large + offset, "not a block start", "large");
        }
    }

    @Test
    void interiorOfALargeBlock() {
        for (long offset : new long[] {16, 4096, 16 << 10, 32 << 10, 99_984}) {
            refuses(large + offset, "not a block start", "inside a large block");
        }
    }

    @Test
    void tailOfASlab() {
        int sizeClass = SizeClasses.of(400);
        long slab = small & -SlabLayout.slabBytes(sizeClass);
        long tail = slab + (long) SlabLayout.blocks(sizeClass) * SizeClasses.size(sizeClass);
        assertThat(SlabLayout.slabBytes(sizeClass)).isGreaterThan(tail - slab); // this class has a tail
        refuses(tail, "not a block start");
    }

    @Test
    void neverAllocated() {
        refuses(large + (1L << 30), "no block"); // reserved, beyond what was ever handed out
    }

    @Test
    void slabThatWasGivenBack() {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            blocks.add(counted.allocateUntouched(60_000));
        }
        for (long block : blocks) {
            counted.free(block);
        }
        assertThat(allocator.stats().slabsReclaimed()).isPositive();
        OptionalLong gone =
                blocks.stream().mapToLong(b -> b).filter(this::isNoBlock).findFirst();
        assertThat(gone).isPresent();
        refuses(gone.getAsLong(), "no block", "given back");
    }

    private boolean isNoBlock(long address) {
        try {
            return allocator.usableSize(address) == 0;
        } catch (InvalidAddressException e) {
            return true;
        }
    }

    @Test
    void sizedFreeOfAnotherSize() {
        for (long size : new long[] {0, 1, 384, 417, 65_536, 65_537, 100_000, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> allocator.free(small, size))
                    .isInstanceOf(InvalidAddressException.class)
                    .hasMessageContaining("0x" + Long.toHexString(small))
                    .hasMessageContaining(Long.toString(size))
                    .hasMessageContaining("416");
        }
        for (long size : new long[] {0, 1, 400, 65_537, 99_999, 100_001, 114_688, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> allocator.free(large, size))
                    .isInstanceOf(InvalidAddressException.class)
                    .hasMessageContaining("0x" + Long.toHexString(large))
                    .hasMessageContaining(Long.toString(size))
                    .hasMessageContaining("114688");
        }
        goesOn();
        counted.freeSized(small);
        counted.freeSized(large);
    }

    @Test
    void sizedFreeOfAnotherAlignment() {
        long aligned = counted.allocate(400, 512);
        assertThatThrownBy(() -> allocator.free(aligned, 400)).isInstanceOf(InvalidAddressException.class);
        assertThatThrownBy(() -> allocator.free(aligned, 400, 4096))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("4096");
        goesOn();
        counted.freeSized(aligned, 512);
    }

    @Test
    void doubleFreeOfALargeBlock() {
        counted.free(large);
        refuses(large, "no block", "given back");
    }

    /** The first of its size takes an arena's lock, the second one need not: both are refused alike. */
    @Test
    void doubleFreeOfAVeryLargeBlock() {
        for (int round = 0; round < 3; round++) {
            long block = counted.allocate(3 << 20);
            counted.free(block);
            refuses(block, "no block", "given back");
            assertThatThrownBy(() -> allocator.free(block, 3 << 20)).hasMessageContaining("given back");
            assertThatThrownBy(() -> allocator.usableSize(block)).hasMessageContaining("given back");
            assertThatThrownBy(() -> allocator.reallocate(block, 4 << 20)).hasMessageContaining("given back");
        }
    }

    @Test
    void doubleFreeOfALargeBlockInALargerSpan() {
        counted.allocate(100_000);
        counted.free(large);
        long reused = counted.allocate(70_000); // starts at the same unit, by chance or not
        if (reused != large) {
            refuses(large, "no block");
        }
        assertThatThrownBy(() -> allocator.free(large + (16 << 10))).isInstanceOf(InvalidAddressException.class);
    }

    /**
     * A second free that the hot path cannot see is dropped where the block reaches its slab, and the audit says so.
     */
    @Test
    void doubleFreeOfASmallBlockIsCaughtAtTheSlab() {
        CcacheAllocator damaged = conservation.openUnsettled(conservation.builder());
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            blocks.add(damaged.allocate(30_000));
        }
        long twice = blocks.get(1000);
        for (long block : blocks) {
            damaged.free(block);
            if (block == twice) {
                damaged.free(block);
            }
        }
        damaged.drain();
        AuditReport report = damaged.audit();
        assertThat(report.clean()).isFalse();
        assertThat(report.problems())
                .anySatisfy(problem ->
                        assertThat(problem).containsPattern("freed twice|cached twice|cached and slab-free"));
        assertThat(report.toString()).startsWith("audit: ").contains("problems");
        for (int i = 0; i < 3000; i++) {
            damaged.segment(damaged.allocate(30_000)).fill((byte) i); // no crash
        }
    }

    @Test
    void doubleFreeInACacheIsSeenByTheAudit() {
        CcacheAllocator damaged = conservation.openUnsettled(conservation.builder());
        long block = damaged.allocate(100);
        damaged.free(block);
        damaged.free(block);
        assertThat(damaged.audit().problems())
                .anySatisfy(problem -> assertThat(problem).contains("cached twice", "0x" + Long.toHexString(block)));
    }

    /** A block that was carved but never handed out looks like any other to the hot path; the audit tells. */
    @Test
    void freeOfASlabFreeBlockIsSeenByTheAudit() {
        CcacheAllocator damaged = conservation.openUnsettled(conservation.builder());
        long block = damaged.allocate(100);
        long slab = block & -SlabLayout.slabBytes(SizeClasses.of(100));
        long last = slab + 112L * (SlabLayout.blocks(SizeClasses.of(100)) - 1);
        damaged.free(last);
        assertThat(damaged.audit().problems())
                .anySatisfy(
                        problem -> assertThat(problem).contains("cached and slab-free", "0x" + Long.toHexString(last)));
    }

    /**
     * What trusts its caller puts the block where the size says, if there is room; the audit tells, and no slab takes
     * it.
     */
    @Test
    void uncheckedFreeOfAnotherSizeIsSeenByTheAuditAndHarmsNoMetadata() {
        CcacheAllocator damaged = conservation.openUnsettled(conservation.builder());
        List<Long> blocks = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            blocks.add(damaged.allocate(100));
            others.add(damaged.allocate(1000));
        }
        for (int i = 0; i < 100; i++) {
            damaged.free(others.get(i)); // gives the magazine room, whatever index the thread is on by now
            damaged.freeUnchecked(blocks.get(i), 1000); // refused for want of room it is looked up after all
        }
        assertThat(damaged.audit().problems())
                .anySatisfy(problem -> assertThat(problem).contains("is cached as class " + SizeClasses.of(1000)));
        damaged.trim(); // through the depot to a slab
        assertThat(damaged.audit().problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem).contains("blocks freed twice of class " + SizeClasses.of(1000)));
    }

    @Test
    void uncheckedFreeOfALargeBlockIsChecked() {
        assertThatThrownBy(() -> allocator.freeUnchecked(large, 99_999)).isInstanceOf(InvalidAddressException.class);
        goesOn();
        counted.freeUnchecked(large);
    }
}
