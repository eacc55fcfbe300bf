package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.os.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The hard limit: set, changed, met, and what is done before a request fails. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class LimitTest {
    private static final long MIB = 1 << 20;
    private static final long SLAB = 32 << 10;

    @RegisterExtension
    final Conservation conservation;

    private final FrontEnd frontEnd;

    LimitTest(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
        this.conservation = new Conservation(frontEnd);
    }

    private static int fill(CountedAllocator counted, long size) {
        for (int i = 0; ; i++) {
            try {
                counted.allocateUntouched(size);
            } catch (OutOfMemoryError e) {
                return i;
            }
        }
    }

    @Test
    void belowOneSlabEverythingIsRefusedAndSaysSo() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(SLAB - 1));
        assertThatThrownBy(() -> counted.allocate(16))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("asked for " + SLAB)
                .hasMessageContaining("limit");
        assertThatThrownBy(() -> counted.allocate(100_000)).isInstanceOf(OutOfMemoryError.class);
        assertThat(counted.allocator().stats().exhaustions()).isEqualTo(2);
        counted.allocator().limit(SLAB);
        counted.allocate(16);
        assertThat(counted.allocator().stats().mappedBytes()).isEqualTo(SLAB);
    }

    /** What a container's limit is at the time: maintenance looks, and gives back what is above the new one. */
    @Test
    void aShareFollowsTheMemoryUntilItIsSetToANumber() {
        AtomicLong memory = new AtomicLong(64 * MIB);
        CountedAllocator counted = conservation.open(
                conservation.builder().limitShare(0.5, memory::get).maintenance(Maintenance.CALLER));
        assertThat(counted.allocator().stats().limitBytes()).isEqualTo(32 * MIB);
        counted.free(counted.allocateUntouched(20 * MIB));
        memory.set(16 * MIB);
        rounds(counted);
        assertThat(counted.allocator().stats().limitBytes()).isEqualTo(8 * MIB);
        assertThat(counted.allocator().stats().mappedBytes()).isLessThanOrEqualTo(8 * MIB);
        assertThatThrownBy(() -> counted.allocateUntouched(9 * MIB)).isInstanceOf(OutOfMemoryError.class);
        memory.set(Long.MAX_VALUE); // there is none any more
        rounds(counted);
        counted.allocateUntouched(40 * MIB);
        counted.allocator().limit(60 * MIB);
        memory.set(MIB);
        rounds(counted);
        assertThat(counted.allocator().stats().limitBytes()).isEqualTo(60 * MIB);
    }

    /** Each allocator of a builder has its own: what is said to one holds for that one. */
    @Test
    void aBuildersAllocatorsFollowTheMemoryEachForItself() {
        AtomicLong memory = new AtomicLong(64 * MIB);
        CcacheAllocatorBuilder builder =
                conservation.builder().limitShare(0.5, memory::get).maintenance(Maintenance.CALLER);
        CountedAllocator first = conservation.open(builder);
        memory.set(32 * MIB);
        CountedAllocator second = conservation.open(builder);
        assertThat(second.allocator().stats().limitBytes()).isEqualTo(16 * MIB);
        rounds(second);
        rounds(first);
        assertThat(first.allocator().stats().limitBytes()).isEqualTo(16 * MIB);
        first.allocator().limit(60 * MIB);
        memory.set(16 * MIB);
        rounds(first);
        rounds(second);
        assertThat(first.allocator().stats().limitBytes()).isEqualTo(60 * MIB);
        assertThat(second.allocator().stats().limitBytes()).isEqualTo(8 * MIB);
    }

    private static void rounds(CountedAllocator counted) {
        for (int i = 0; i < 8; i++) {
            counted.allocator().maintainNow();
        }
    }

    @Test
    void raisedAndLoweredAtRunTime() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(32 * MIB));
        assertThat(fill(counted, 2 * MIB)).isEqualTo(16);
        counted.allocator().limit(48 * MIB);
        assertThat(fill(counted, 2 * MIB)).isEqualTo(8);
        counted.allocator().limit(8 * MIB); // far below what is live: nothing is taken away
        assertThat(counted.count()).isEqualTo(24);
        assertThat(counted.allocator().stats().mappedBytes()).isEqualTo(48 * MIB);
        assertThat(counted.allocator().stats().limitBytes()).isEqualTo(8 * MIB);
        assertThat(fill(counted, 16 << 10)).isZero();
        List<Long> blocks = counted.blocks();
        for (long block : blocks.subList(0, 20)) {
            counted.free(block);
        }
        assertThat(fill(counted, 2 * MIB)).isZero(); // 8 MiB are live: at the limit
        counted.free(blocks.get(20));
        assertThat(fill(counted, 2 * MIB)).isEqualTo(1);
        assertThat(counted.allocator().stats().mappedBytes()).isEqualTo(8 * MIB);
        assertThat(counted.allocator().stats().peakMappedBytes()).isEqualTo(48 * MIB);
    }

    @Test
    void loweringGivesBackWhatCanGo() {
        CountedAllocator counted = conservation.open();
        for (int i = 0; i < 2000; i++) {
            counted.allocate(1000);
        }
        counted.blocks().forEach(counted::free);
        assertThat(counted.allocator().stats().mappedBytes()).isGreaterThan(MIB);
        counted.allocator().limit(MIB);
        assertThat(counted.allocator().stats().mappedBytes()).isLessThanOrEqualTo(MIB);
    }

    @Test
    void badLimitsAreRefused() {
        CcacheAllocator allocator = conservation.open().allocator();
        for (long bad : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> allocator.limit(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("limit(" + bad + ")");
            assertThatThrownBy(() -> allocator.softLimit(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("softLimit(" + bad + ")");
        }
    }

    @Test
    void aShareOfWhatTheProcessMayUse() {
        CcacheAllocator allocator =
                conservation.open(conservation.builder().limitShare(0.25)).allocator();
        long quarter = (long) (Machine.memoryLimit() * 0.25);
        assertThat(allocator.stats().limitBytes()).isBetween(quarter - SLAB, quarter);
    }

    @Test
    void theHandlerFreesAndTheRequestIsServed() {
        AtomicReference<CountedAllocator> counted = new AtomicReference<>();
        AtomicInteger asked = new AtomicInteger();
        List<Long> cache = new ArrayList<>();
        counted.set(conservation.open(conservation.builder().limit(2 * MIB).exhaustionHandler(exhaustion -> {
            asked.incrementAndGet();
            assertThat(exhaustion.size()).isEqualTo(512 << 10);
            assertThat(exhaustion.limit()).isEqualTo(2 * MIB);
            assertThat(exhaustion.used()).isPositive();
            assertThat(exhaustion.scope()).isEmpty();
            assertThat(exhaustion.attempt()).isEqualTo(1);
            counted.get().free(cache.removeFirst());
            return true;
        })));
        for (int i = 0; i < 12; i++) {
            cache.add(counted.get().allocateUntouched(512 << 10));
        }
        assertThat(asked).hasValue(8);
        assertThat(counted.get().allocator().stats().exhaustions()).isZero();
    }

    @Test
    void theHandlerGivesUpOrThrows() {
        AtomicInteger attempts = new AtomicInteger();
        CountedAllocator counted =
                conservation.open(conservation.builder().limit(MIB).exhaustionHandler(exhaustion -> {
                    attempts.set(exhaustion.attempt());
                    if (exhaustion.size() == 3 * MIB / 2) {
                        throw new IllegalStateException("shed load");
                    }
                    return exhaustion.attempt() < 3;
                }));
        counted.allocate(100);
        assertThatThrownBy(() -> counted.allocate(MIB)).isInstanceOf(OutOfMemoryError.class);
        assertThat(attempts).hasValue(3);
        counted.allocator().limit(4 * MIB);
        fill(counted, 16 << 10);
        assertThat(attempts).hasValue(3);
        assertThatThrownBy(() -> counted.allocate(3 * MIB / 2)).hasMessage("shed load");
    }

    /** At the limit small blocks come from what other classes had cached, and nobody is refused for what can go. */
    @Test
    void cachedBlocksOfOtherClassesGoFirst() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(MIB));
        for (int round = 0; round < 3; round++) {
            for (long size : new long[] {100, 3000, 40_000, 200_000}) {
                assertThat(fill(counted, size)).as(frontEnd + " " + size).isPositive();
                counted.blocks().forEach(counted::free);
            }
        }
    }
}
