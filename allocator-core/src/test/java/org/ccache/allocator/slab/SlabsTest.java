package org.ccache.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.SpanTable;
import org.ccache.allocator.arena.TestArenas;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SlabsTest {
    private static final int CLASS = SizeClasses.of(2048); // 16 blocks in a slab of 32 KiB
    private static final int BLOCKS = 16;

    private final Arenas arena = TestArenas.open(64 << 20);
    private final Slabs slabs = new Slabs(CLASS, arena);

    @AfterEach
    void close() {
        arena.close();
    }

    private int carve() {
        int unit = arena.allocateSlab(0, SlabLayout.units(CLASS), CLASS);
        slabs.add(unit);
        return unit;
    }

    private long[] take(int n) {
        try (java.lang.foreign.Arena memory = java.lang.foreign.Arena.ofConfined()) {
            MemorySegment out = memory.allocate(ValueLayout.JAVA_LONG, n);
            int taken = slabs.take(n, out.address());
            return Arrays.copyOf(out.toArray(ValueLayout.JAVA_LONG), taken);
        }
    }

    private int put(long... blocks) {
        try (java.lang.foreign.Arena memory = java.lang.foreign.Arena.ofConfined()) {
            return slabs.put(
                    blocks.length,
                    memory.allocateFrom(ValueLayout.JAVA_LONG, blocks).address());
        }
    }

    private int slabOf(long block) {
        return arena.unit(block & -SlabLayout.slabBytes(CLASS));
    }

    @Test
    void handsOutEachBlockOnceLowestFirst() {
        int unit = carve();
        long[] blocks = take(BLOCKS + 1);
        assertThat(blocks).hasSize(BLOCKS).isSorted().doesNotHaveDuplicates();
        assertThat(blocks[0]).isEqualTo(arena.address(unit));
        assertThat(slabs.hasFree()).isFalse();
        assertThat(slabs.free()).isZero();
        assertThat(slabs.carved()).isEqualTo(BLOCKS);
        assertThat(take(1)).isEmpty();
        assertThat(slabs.countFree(unit)).isZero();
    }

    @Test
    void takesFromTheFullestSlabFirst() {
        int one = carve();
        long[] ofOne = take(BLOCKS);
        int two = carve();
        long[] ofTwo = take(BLOCKS);
        int three = carve();
        put(Arrays.copyOf(ofOne, 8)); // half free
        put(Arrays.copyOf(ofTwo, 2)); // an eighth free: the fullest that has any; three is empty
        assertThat(Arrays.stream(take(2)).mapToInt(this::slabOf)).containsOnly(two);
        assertThat(Arrays.stream(take(8)).mapToInt(this::slabOf)).containsOnly(one);
        assertThat(Arrays.stream(take(1)).mapToInt(this::slabOf)).containsOnly(three);
    }

    @Test
    void takesAcrossSlabs() {
        carve();
        carve();
        carve();
        assertThat(take(2 * BLOCKS + 5)).hasSize(2 * BLOCKS + 5).doesNotHaveDuplicates();
        assertThat(slabs.free()).isEqualTo(BLOCKS - 5);
    }

    /** Hysteresis: one empty slab stays, so that a program at a slab's boundary does not carve and reclaim for ever. */
    @Test
    void keepsOneEmptySlabAndReclaimsTheNext() {
        int one = carve();
        long[] ofOne = take(BLOCKS);
        int two = carve();
        long[] ofTwo = take(BLOCKS);
        assertThat(put(ofOne)).isEqualTo(SpanTable.NONE);
        assertThat(slabs.slabs()).isEqualTo(2);
        int reclaimed = put(ofTwo);
        assertThat(reclaimed).isIn(one, two);
        assertThat(arena.table().next(reclaimed)).isEqualTo(SpanTable.NONE);
        assertThat(slabs.slabs()).isEqualTo(1);
        assertThat(slabs.free()).isEqualTo(BLOCKS);
        assertThat(slabs.reclaimedSlabs()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            assertThat(put(take(BLOCKS))).isEqualTo(SpanTable.NONE);
        }
        assertThat(slabs.reclaimedSlabs()).isEqualTo(1);
        assertThat(slabs.carvedSlabs()).isEqualTo(2);
    }

    @Test
    void reclaimsSeveralAtOnce() {
        for (int i = 0; i < 5; i++) {
            carve();
        }
        Set<Integer> reclaimed = new HashSet<>();
        for (int unit = put(take(5 * BLOCKS));
                unit != SpanTable.NONE;
                unit = arena.table().next(unit)) {
            reclaimed.add(unit);
        }
        assertThat(reclaimed).hasSize(4);
        assertThat(slabs.slabs()).isEqualTo(1);
    }

    @Test
    void takeEmptyGivesUpTheKeptSlabToo() {
        int unit = carve();
        assertThat(slabs.takeEmpty()).isEqualTo(unit);
        assertThat(slabs.takeEmpty()).isEqualTo(SpanTable.NONE);
        assertThat(slabs.slabs()).isZero();
        assertThat(slabs.free()).isZero();
    }

    @Test
    void dropsAndCountsASecondFree() {
        carve();
        long[] blocks = take(3);
        put(blocks[1]);
        put(blocks[1]);
        assertThat(slabs.doubleFrees()).isEqualTo(1);
        assertThat(slabs.free()).isEqualTo(BLOCKS - 2);
        assertThat(slabs.isFree(blocks[1])).isTrue();
        assertThat(slabs.isFree(blocks[0])).isFalse();
        assertThat(take(BLOCKS)).hasSize(BLOCKS - 2).doesNotHaveDuplicates();
    }

    @Test
    void dropsAndCountsASecondFreeInOneBatch() {
        carve();
        long[] blocks = take(3);
        put(blocks[1], blocks[0], blocks[1], blocks[1], blocks[2], blocks[0]);
        assertThat(slabs.doubleFrees()).isEqualTo(3);
        assertThat(slabs.free()).isEqualTo(BLOCKS);
    }

    /** Every class, against a set: also those whose bitmaps end within a word. */
    @Test
    void agreesWithASetInEveryClass() {
        Random random = new Random(4);
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            Slabs all = new Slabs(c, arena);
            int unit = arena.allocateSlab(0, SlabLayout.units(c), c);
            all.add(unit);
            Set<Long> out = new HashSet<>();
            int blocks = SlabLayout.blocks(c);
            try (java.lang.foreign.Arena memory = java.lang.foreign.Arena.ofConfined()) {
                MemorySegment words = memory.allocate(ValueLayout.JAVA_LONG, blocks);
                for (int round = 0; round < 20; round++) {
                    int taken = all.take(random.nextInt(blocks) + 1, words.address());
                    for (int i = 0; i < taken; i++) {
                        long block = words.getAtIndex(ValueLayout.JAVA_LONG, i);
                        assertThat(SlabLayout.isBlock(block, c) || SlabLayout.isWhole(block, c))
                                .isTrue();
                        assertThat(out.add(block)).isTrue();
                    }
                    List<Long> back = new ArrayList<>(out);
                    back = back.subList(0, random.nextInt(back.size() + 1));
                    for (int i = 0; i < back.size(); i++) {
                        words.setAtIndex(ValueLayout.JAVA_LONG, i, back.get(i));
                    }
                    int empty = all.put(back.size(), words.address());
                    if (SizeClasses.isWhole(c) && !back.isEmpty()) { // of these none is kept
                        assertThat(empty).isEqualTo(unit);
                        all.add(unit);
                    } else {
                        assertThat(empty).isEqualTo(SpanTable.NONE);
                    }
                    out.removeAll(new HashSet<>(back));
                    assertThat(all.free()).isEqualTo(blocks - out.size());
                    assertThat(all.countFree(unit)).isEqualTo(blocks - out.size());
                }
            }
            arena.freeSlab(unit, SlabLayout.units(c));
        }
    }
}
