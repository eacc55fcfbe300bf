package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.ccache.allocator.memory.Memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ArenaTest {
    private static final long MIB = 1 << 20;

    private final List<Arena> arenas = new ArrayList<>();

    private Arena arena(long reserve, long limit) {
        Arena arena = new Arena(reserve, true, limit);
        arenas.add(arena);
        return arena;
    }

    @AfterEach
    void close() {
        arenas.forEach(Arena::close);
    }

    @Test
    void commitsInChunksFromItsStart() {
        Arena arena = arena(64 * MIB, Long.MAX_VALUE);
        assertThat(arena.mapped()).isZero();
        long first = arena.allocateLarge(100, 16);
        assertThat(first).isEqualTo(arena.address(0)).matches(address -> address % (2 * MIB) == 0);
        assertThat(arena.mapped()).isEqualTo(2 * MIB);
        arena.allocateLarge(MIB, 16);
        assertThat(arena.mapped()).isEqualTo(2 * MIB);
        arena.allocateLarge(3 * MIB, 16);
        assertThat(arena.mapped()).isEqualTo(6 * MIB);
    }

    @Test
    void slabsAreAlignedToTheirSizeAndEnteredInTheMap() {
        Arena arena = arena(64 * MIB, Long.MAX_VALUE);
        arena.allocateLarge(1, 16);
        int unit = arena.allocateSlab(8, 5);
        assertThat(arena.address(unit) % Units.bytes(8)).isZero();
        for (int i = 0; i < 8; i++) {
            assertThat(arena.map().at(arena.address(unit + i) + 100)).isEqualTo(5);
        }
        arena.freeSlab(unit, 8);
        assertThat(arena.map().at(arena.address(unit))).isEqualTo(SpanMap.FREE);
    }

    @Test
    void alignsBeyondAChunk() {
        Arena arena = arena(1 << 30, Long.MAX_VALUE);
        arena.allocateLarge(1, 16);
        for (long alignment = 16; alignment <= 256 * MIB; alignment *= 2) {
            long address = arena.allocateLarge(5000, alignment);
            assertThat(address % alignment).isZero();
            Memory.putLong(address, alignment);
        }
        assertThatThrownBy(() -> arena.allocateLarge(1, 2L << 30))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining(Long.toString(2L << 30));
    }

    /** The spans before an aligned one are not lost. */
    @Test
    void gapsBeforeAlignedSpansAreUsed() {
        Arena arena = arena(64 * MIB, Long.MAX_VALUE);
        long first = arena.allocateLarge(1, 16) + Units.BYTES;
        long aligned = arena.allocateLarge(1, 16 * MIB);
        long mapped = arena.mapped();
        arena.allocateLarge(aligned - first, 16);
        assertThat(arena.mapped()).isEqualTo(mapped);
    }

    @Test
    void theLimitIsOnWhatIsMapped() {
        Arena arena = arena(64 * MIB, 5 * MIB + 12_345);
        List<Long> blocks = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        blocks.add(arena.allocateLarge(1, 16));
                    }
                })
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("asked for " + Units.BYTES)
                .hasMessageContaining(5 * MIB + " are mapped")
                .hasMessageContaining("of them 0 free")
                .hasMessageContaining("allowed are " + (5 * MIB + 12_345));
        assertThat(blocks).hasSize((int) (5 * MIB / Units.BYTES));
        assertThat(arena.stats().peakMapped()).isEqualTo(5 * MIB);
        blocks.forEach(arena::freeLarge);
        assertThat(arena.stats().free()).isEqualTo(5 * MIB);
        assertThat(arena.allocateLarge(5 * MIB, 16)).isPositive();
    }

    @Test
    void largeBlocksKnowTheirSizes() {
        Arena arena = arena(64 * MIB, Long.MAX_VALUE);
        long address = arena.allocateLarge(100_001, 16);
        assertThat(arena.largeBytes(address)).isEqualTo(100_001);
        assertThat(arena.largeSpan(address)).isEqualTo(7 * Units.BYTES);
        assertThat(arena.largeBytes(address + 16)).isEqualTo(-1);
        assertThat(arena.largeBytes(address + Units.BYTES)).isEqualTo(-1);
        assertThat(arena.freeLarge(address + Units.BYTES)).isFalse();
        assertThat(arena.freeLarge(address)).isTrue();
        assertThat(arena.freeLarge(address)).isFalse();
        assertThat(arena.largeBytes(address)).isEqualTo(-1);
    }

    /** Above what is worth keeping, freed memory goes back to the system and reads as zero when it is used again. */
    @Test
    void purgesDirtyMemoryBeyondWhatIsKept() {
        Arena arena = arena(256 * MIB, Long.MAX_VALUE);
        long address = arena.allocateLarge(64 * MIB, 16);
        Memory.fill(address, 64 * MIB, (byte) 1);
        arena.freeLarge(address);
        ArenaStats stats = arena.stats();
        assertThat(stats.purged()).isGreaterThanOrEqualTo(48 * MIB);
        assertThat(stats.dirty()).isLessThanOrEqualTo(16 * MIB);
        assertThat(stats.mapped()).isEqualTo(64 * MIB);
        long again = arena.allocateLarge(64 * MIB, 16);
        assertThat(again).isEqualTo(address);
        assertThat(Memory.getLong(again + 32 * MIB)).isZero();
    }

    @Test
    void closeEmptiesTheMapAndMayBeRepeated() {
        Arena arena = arena(64 * MIB, Long.MAX_VALUE);
        long address = arena.allocateLarge(100_000, 16);
        arena.close();
        arena.close();
        assertThat(arena.map().at(address)).isEqualTo(SpanMap.FREE);
        assertThat(arena.freeLarge(address)).isFalse();
        assertThatThrownBy(() -> arena.allocateLarge(1, 16)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.allocateSlab(1, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(arena.remainder()).hasSize(2);
    }

    @Test
    void agreesWithATreeOverRandomPrograms() {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            Arena arena = arena(256 * MIB, 100 * MIB);
            TreeMap<Long, Long> live = new TreeMap<>();
            for (int step = 0; step < 3000; step++) {
                if (random.nextInt(100) < 55) {
                    long size = random.nextInt(random.nextInt(10) == 0 ? 5_000_000 : 200_000);
                    long alignment = 1L << random.nextInt(22);
                    long address;
                    try {
                        address = arena.allocateLarge(size, alignment);
                    } catch (OutOfMemoryError e) {
                        continue;
                    }
                    assertThat(address % alignment).isZero();
                    Long below = live.floorKey(address);
                    Long above = live.ceilingKey(address);
                    long end = address + arena.largeSpan(address);
                    assertThat(below == null || below + arena.largeSpan(below) <= address)
                            .isTrue();
                    assertThat(above == null || end <= above).isTrue();
                    assertThat(end).isLessThanOrEqualTo(arena.address(0) + arena.mapped());
                    live.put(address, size);
                } else if (!live.isEmpty()) {
                    Long address = live.floorKey(arena.address(random.nextInt(arena.frontier())));
                    address = address == null ? live.firstKey() : address;
                    assertThat(arena.largeBytes(address)).isEqualTo(live.remove(address));
                    assertThat(arena.freeLarge(address)).isTrue();
                }
            }
            ArenaStats stats = arena.stats();
            assertThat(stats.largeBlocks()).isEqualTo(live.size());
            assertThat(stats.free() + stats.largeBytes()).isEqualTo(stats.mapped());
            live.keySet().forEach(arena::freeLarge);
            assertThat(arena.stats().free()).isEqualTo(arena.mapped());
            long mapped = arena.mapped();
            assertThat(arena.allocateLarge(mapped, 16)).isEqualTo(arena.address(0)); // one span again
            arena.close();
        }
    }

    @Test
    void refusedAddressSpaceIsAnError() {
        assertThatThrownBy(() -> new Arena(1L << 60, true, Long.MAX_VALUE))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("cannot reserve " + (1L << 60))
                .hasMessageContaining("errno 12");
    }
}
