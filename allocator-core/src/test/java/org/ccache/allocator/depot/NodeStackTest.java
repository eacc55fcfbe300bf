package org.ccache.allocator.depot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.SpanTable;
import org.ccache.allocator.arena.TestArenas;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.allocator.slab.Slabs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much a stack keeps, what leaves it first, and that between it and its slabs nothing is lost. */
final class NodeStackTest {
    private static final int CLASS = SizeClasses.of(2048); // 16 blocks a slab
    private static final int CAPACITY = 64;
    private static final int LEAST = 8;
    private static final long BUDGET = (CAPACITY - LEAST) * 2048L;

    private final Arenas arenas = TestArenas.open(64 << 20);
    private final MemorySegment words = Arena.ofAuto().allocate(8L * CAPACITY, 8); // as long as it is reachable
    private final DepotBudget budget = new DepotBudget(BUDGET);
    private final NodeStack stack = new NodeStack(new Slabs(CLASS, arenas), words.address(), CAPACITY, LEAST, budget);

    @AfterEach
    @AfterProperty
    void close() {
        arenas.close();
    }

    private void carve(int slabs) {
        for (int i = 0; i < slabs; i++) {
            stack.slabs.add(arenas.allocateSlab(0, SlabLayout.units(CLASS), CLASS));
        }
    }

    /** Slabs of which one block is out for good: so none of them runs empty, and leaves. */
    private void carvePinned(int slabs) {
        carve(slabs);
        for (long block : take(slabs * SlabLayout.blocks(CLASS))) {
            if (block % SlabLayout.slabBytes(CLASS) != 0) {
                stack.add(block);
                stack.evict(1);
            }
        }
    }

    private List<Long> take(int n) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            assertThat(stack.fill(1)).isEqualTo(1);
            blocks.add(stack.take());
        }
        return blocks;
    }

    private List<Long> held() {
        List<Long> blocks = new ArrayList<>();
        stack.forEach(blocks::add);
        return blocks;
    }

    /** As a depot does before it stores: what has to leave, leaves. */
    private int makeRoom(int n) {
        int excess = stack.excess(n);
        stack.evict(excess);
        return excess;
    }

    private void store(List<Long> blocks) {
        for (long block : blocks) {
            makeRoom(1);
            stack.add(block);
        }
    }

    @Test
    void isFilledFromTheSlabsAsFarAsTheyHaveBlocks() {
        assertThat(stack.hasBlocks()).isFalse();
        assertThat(stack.fill(5)).isZero();
        carve(2);
        assertThat(stack.hasBlocks()).isTrue();
        assertThat(stack.fill(5)).isEqualTo(5);
        assertThat(stack.fill(3))
                .as("more is at hand, but no more was asked for")
                .isEqualTo(3);
        assertThat(stack.count()).isEqualTo(5);
        assertThat(stack.fill(100)).isEqualTo(32);
        assertThat(stack.slabs.free()).isZero();
        carve(4);
        assertThat(stack.fill(1000)).isEqualTo(CAPACITY);
    }

    @Test
    void atLeastHalfOfWhatMayBeKeptLeavesAtOnce() {
        carve(1);
        store(take(LEAST));
        assertThat(stack.count()).isEqualTo(LEAST);
        assertThat(stack.excess(1)).isEqualTo(LEAST / 2);
        assertThat(stack.excess(6)).isEqualTo(6);
        assertThat(stack.excess(LEAST)).isEqualTo(LEAST);
    }

    /** A batch that is larger than the bound is kept all the same: the bound is of what lies there already. */
    @Test
    void aBatchAboveTheBoundFits() {
        assertThat(stack.excess(2 * LEAST)).isZero();
        carve(1);
        store(take(3));
        assertThat(stack.excess(2 * LEAST)).isEqualTo(3);
    }

    /** But only until it is there: what is above the bound leaves after it. */
    @Test
    void whatABatchBringsAboveTheBoundLeavesAfterIt() {
        carve(1);
        List<Long> blocks = take(LEAST + 3);
        blocks.forEach(stack::add);
        assertThat(stack.over()).isEqualTo(3);
        stack.evict(3);
        assertThat(held()).isEqualTo(blocks.subList(3, LEAST + 3));
        assertThat(stack.over()).isZero();
    }

    @Test
    void whatABatchBroughtTooMuchIsWantedAgain() {
        carve(1);
        store(take(LEAST));
        take(stack.count()).forEach(stack::add);
        take(1).forEach(stack::add);
        carve(1);
        List<Long> more = new ArrayList<>(take(LEAST));
        more.addAll(take(2));
        more.forEach(stack::add);
        stack.evict(stack.over());
        take(stack.count());
        stack.fill(1); // finds gone what has just left
        assertThat(stack.excess(2 * LEAST - 1)).as("twice the least").isZero();
    }

    /** Beyond the least only as long as the budget has it; and it has again what a stack no longer needs. */
    @Test
    void theBoundIsWithinTheBudget() {
        assertThat(budget.take(BUDGET - 2047 - 8 * 2048)).isTrue(); // as another depot
        carvePinned(8);
        for (int i = 0; i < 3; i++) {
            stack.evict(stack.count());
            stack.fill(1);
            stack.excess(CAPACITY);
            stack.fill(1 + i);
        }
        stack.evict(stack.count());
        assertThat(stack.excess(2 * LEAST)).isZero();
        take(2 * LEAST).forEach(stack::add);
        assertThat(stack.over()).as("it doubled once").isZero();
        take(1).forEach(stack::add);
        carvePinned(1);
        stack.fill(2 * LEAST + 1);
        assertThat(stack.over()).as("and not again").isEqualTo(1);
        assertThat(budget.take(2048)).isFalse();
        stack.evict(stack.count());
        stack.idle();
        stack.idle();
        assertThat(budget.take(8 * 2048)).as("given back").isTrue();
    }

    /** What goes by without staying needs no bound. */
    @Test
    void theBoundFollowsWhatWasKeptDown() {
        carvePinned(2);
        store(take(LEAST));
        makeRoom(1);
        take(stack.count());
        stack.fill(LEAST);
        take(stack.count());
        assertThat(stack.idle()).as("it was wanted in this round").isZero();
        assertThat(stack.idle()).as("nothing lies there").isZero();
        assertThat(stack.excess(LEAST)).isZero();
        assertThat(stack.excess(LEAST + 1)).isZero();
        take(LEAST + 1).forEach(stack::add);
        assertThat(stack.over()).as("the least again").isEqualTo(1);
    }

    @Test
    void theColdestLeaveAndTheRestKeepsItsOrder() {
        carve(2);
        List<Long> blocks = take(7);
        store(blocks);
        long free = stack.slabs.free();
        assertThat(stack.evict(3)).isEqualTo(SpanTable.NONE);
        assertThat(held()).isEqualTo(blocks.subList(3, 7));
        assertThat(stack.slabs.free()).isEqualTo(free + 3);
        for (long block : blocks.subList(0, 3)) {
            assertThat(stack.slabs.isFree(block)).isTrue();
        }
    }

    /** What had to leave is wanted again: the stack was too small. */
    @Test
    void theBoundDoublesWhenWhatHasLeftIsWantedAgain() {
        carve(4);
        List<Long> blocks = take(33);
        store(blocks.subList(0, LEAST));
        assertThat(makeRoom(1)).isEqualTo(LEAST / 2);
        take(stack.count());
        assertThat(stack.fill(LEAST)).isEqualTo(LEAST); // from the slabs
        assertThat(stack.excess(LEAST)).as("twice as much fits").isZero();
        assertThat(stack.excess(LEAST + 1)).isEqualTo(LEAST);
    }

    @Test
    void withoutAnEvictionItStays() {
        carve(4);
        take(2 * LEAST);
        assertThat(stack.fill(LEAST)).isEqualTo(LEAST);
        assertThat(stack.excess(1)).isEqualTo(LEAST / 2);
    }

    @Test
    void theBoundEndsAtTheCapacity() {
        carvePinned(8);
        for (int i = 0; i < 10; i++) { // each time too small, and wanted again
            stack.evict(stack.count());
            stack.fill(1);
            assertThat(stack.excess(CAPACITY)).isEqualTo(1);
        }
        stack.fill(CAPACITY);
        assertThat(stack.count()).isEqualTo(CAPACITY);
        assertThat(stack.excess(0)).isZero();
        assertThat(stack.excess(1)).isEqualTo(CAPACITY / 2);
    }

    /** Half of what lay untouched since the last round, rounded up so that it ends; and the bound follows. */
    @Test
    void aRoundTakesHalfOfWhatNobodyNeeded() {
        carve(2);
        store(take(LEAST));
        assertThat(stack.idle()).as("it was empty in this round").isZero();
        assertThat(stack.idle()).isEqualTo(LEAST / 2);
        stack.evict(LEAST / 2);
        take(1);
        assertThat(stack.idle()).isEqualTo(2); // of the three that were the fewest
        stack.evict(2);
        assertThat(stack.idle()).isEqualTo(1);
        stack.evict(1);
        assertThat(stack.count()).isZero();
        assertThat(stack.idle()).isZero();
    }

    @Test
    void theBoundFollowsWhatIsNeededDownToTheLeast() {
        carvePinned(2);
        store(take(LEAST));
        makeRoom(1);
        take(stack.count());
        stack.fill(LEAST);
        assertThat(stack.idle()).as("it was empty in this round").isZero();
        assertThat(stack.excess(LEAST)).as("twice the least").isZero();
        stack.evict(stack.idle());
        assertThat(stack.count()).isEqualTo(LEAST / 2);
        assertThat(stack.excess(LEAST / 2)).as("the least again").isZero();
        assertThat(stack.excess(LEAST / 2 + 1)).isEqualTo(LEAST / 2);
        stack.evict(stack.idle());
        assertThat(stack.count()).isEqualTo(LEAST / 4);
        assertThat(stack.excess(LEAST - LEAST / 4)).as("and never less").isZero();
    }

    /** Blocks are out, on the stack or slab-free, and none is in two of these places. */
    @Property(tries = 60)
    void programsLoseNothing(@ForAll long seed) {
        NodeStackTest fresh = new NodeStackTest(); // this one is the same in each try
        try {
            fresh.run(new Random(seed));
        } finally {
            fresh.close();
        }
    }

    private void run(Random random) {
        Set<Long> out = new HashSet<>();
        for (int step = 0; step < 400; step++) {
            int n = 1 + random.nextInt(20);
            switch (random.nextInt(5)) {
                case 0 -> {
                    if (!stack.hasBlocks()) {
                        carve(1);
                    }
                    out.addAll(take(Math.min(1, stack.fill(1))));
                }
                case 1 -> {
                    for (int i = stack.fill(n); i > 0; i--) {
                        assertThat(out.add(stack.take())).isTrue();
                    }
                }
                case 2 -> {
                    List<Long> back = out.stream().limit(n).toList();
                    store(back);
                    back.forEach(out::remove);
                }
                case 3 -> reclaim(stack.evict(stack.idle()));
                default -> reclaim(stack.slabs.takeIdle());
            }
            List<Long> held = held();
            assertThat(held).hasSize(stack.count()).doesNotHaveDuplicates().noneMatch(out::contains);
            assertThat(stack.count()).isLessThanOrEqualTo(CAPACITY);
            assertThat(held.stream().anyMatch(stack.slabs::isFree)).isFalse();
            assertThat(out.size() + stack.count() + stack.slabs.free()).isEqualTo(stack.slabs.carved());
        }
        store(List.copyOf(out));
        reclaim(stack.evict(stack.count()));
        reclaim(stack.slabs.takeEmpty());
        assertThat(stack.slabs.carved()).isZero();
        assertThat(stack.slabs.doubleFrees()).isZero();
    }

    private void reclaim(int empty) {
        while (empty != SpanTable.NONE) {
            int next = arenas.table().next(empty);
            assertThat(arenas.freeSlab(empty, SlabLayout.units(CLASS))).isTrue();
            empty = next;
        }
    }
}
