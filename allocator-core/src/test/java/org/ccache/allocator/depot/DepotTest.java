package org.ccache.allocator.depot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.TestArenas;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DepotTest {
    private static final int CAPACITY = 40;
    private static final int CLASS = SizeClasses.of(2048); // 16 blocks a slab

    private final Arenas arena = TestArenas.open(64 << 20, 1 << 20, 1);
    private final Depots depots = TestDepots.open(arena, CAPACITY, () -> 0);
    private final Depot depot = depots.of(CLASS);

    @AfterEach
    void close() {
        depots.close();
        arena.close();
    }

    private Set<Long> take(int n) {
        List<Long> blocks = TestDepots.take(depot, n);
        assertThat(blocks).doesNotHaveDuplicates();
        return new HashSet<>(blocks);
    }

    private void put(Iterable<Long> blocks) {
        TestDepots.store(depot, blocks);
    }

    @Test
    void carvesOnlyWhatIsNeeded() {
        assertThat(depot.lockWithBlocks(10)).isEqualTo(10);
        depot.unlock();
        assertThat(depot.slabsCarved()).isEqualTo(1);
        assertThat(depot.count()).isEqualTo(10);
        assertThat(depot.slabFree()).isEqualTo(6);
    }

    @Test
    void lastInFirstOut() {
        depot.lockWithBlocks(10);
        try {
            long top = depot.supplyOne();
            long second = depot.supplyOne();
            depot.storeOne(second);
            depot.storeOne(top);
            assertThat(depot.supplyOne()).isEqualTo(top);
            assertThat(depot.supplyOne()).isEqualTo(second);
            depot.storeOne(second);
            depot.storeOne(top);
        } finally {
            depot.unlock();
        }
        assertThat(depot.count()).isEqualTo(10);
    }

    @Test
    void evictsTheBottomToTheSlabsWhenFull() {
        Set<Long> blocks = take(100);
        put(blocks);
        assertThat(depot.count()).isLessThanOrEqualTo(CAPACITY);
        assertThat(depot.count() + depot.slabFree()).isEqualTo(depot.carved());
        assertThat(depot.slabsReclaimed()).isPositive();
        assertThat(arena.stats().free()).isPositive();
        assertThat(depot.doubleFrees()).isZero();
    }

    @Test
    void trimGivesEverySlabBack() {
        put(take(100));
        depot.trim();
        assertThat(depot.count()).isZero();
        assertThat(depot.slabs(0).slabs()).isZero();
        assertThat(arena.stats().dirty()).isEqualTo(arena.mapped());
        put(take(3)); // and goes on
    }

    @Test
    void withoutMemoryTheLockIsNotHeld() {
        long most = (1 << 20) / SlabLayout.slabBytes(CLASS) * SlabLayout.blocks(CLASS);
        Set<Long> blocks = take((int) most);
        assertThatThrownBy(() -> depot.lockWithBlocks(1)).isInstanceOf(OutOfMemoryError.class);
        depot.lock();
        depot.unlock();
        put(blocks);
        assertThat(take(5)).hasSize(5);
    }

    /** A taker is offered the top of the stack and takes from its end; what it leaves is the depot's still. */
    @Test
    void aTakerTakesWhatItHasRoomFor() {
        List<Long> taken = new ArrayList<>();
        assertThat(depot.lockWithBlocks(10)).isEqualTo(10);
        try {
            int moved = depot.supply(6, (sizeClass, from, n) -> {
                assertThat(sizeClass).isEqualTo(CLASS);
                assertThat(n).isEqualTo(6);
                taken.add(Memory.getLong(from + 40));
                taken.add(Memory.getLong(from + 32));
                return 2;
            });
            assertThat(moved).isEqualTo(2);
            assertThat(depot.count()).isEqualTo(8);
            assertThat(depot.supply(3, (sizeClass, from, n) -> 0)).isZero();
            assertThat(depot.count()).isEqualTo(8);
            for (int i = 0; i < 8; i++) {
                taken.add(depot.supplyOne());
            }
        } finally {
            depot.unlock();
        }
        assertThat(taken).doesNotHaveDuplicates().hasSize(10);
        assertThat(depot.count()).isZero();
        assertThat(depot.carved()).isEqualTo(10 + depot.slabFree());
    }

    /** A giver writes straight onto the stack; what it did not give does not count. */
    @Test
    void aGiverGivesWhatItHas() {
        List<Long> blocks = new ArrayList<>(take(6));
        depot.lock();
        try {
            int before = depot.count();
            int moved = depot.store(6, (sizeClass, to, n) -> {
                for (int i = 0; i < 4; i++) {
                    Memory.putLong(to + 8L * i, blocks.get(i));
                }
                return 4;
            });
            assertThat(moved).isEqualTo(4);
            assertThat(depot.count()).isEqualTo(before + 4);
            assertThat(depot.store(6, (sizeClass, to, n) -> 0)).isZero();
            assertThat(depot.count()).isEqualTo(before + 4);
            for (int i = 3; i >= 0; i--) {
                assertThat(depot.supplyOne()).isEqualTo(blocks.get(i));
            }
        } finally {
            depot.unlock();
        }
    }

    /** What stands somewhere else is copied. */
    @Test
    void storesWhatStandsInMemory() {
        List<Long> blocks = new ArrayList<>(take(5));
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment words = memory.allocate(8L * blocks.size(), 8);
            for (int i = 0; i < blocks.size(); i++) {
                words.setAtIndex(ValueLayout.JAVA_LONG, i, blocks.get(i));
            }
            depot.lock();
            try {
                depot.store(blocks.size(), words.address());
                assertThat(depot.supplyOne()).isEqualTo(blocks.getLast());
                depot.storeOne(blocks.getLast());
            } finally {
                depot.unlock();
            }
        }
        assertThat(depot.count() + depot.slabFree()).isEqualTo(depot.carved());
        assertThat(take(5)).containsExactlyInAnyOrderElementsOf(blocks);
    }

    @Test
    void whatNobodyNeedsLeavesByHalves() {
        put(take(32));
        depot.maintain(); // from here on it is not needed
        int before = depot.count();
        assertThat(depot.maintain()).isEqualTo((before + 1) / 2);
        assertThat(depot.count()).isEqualTo(before / 2);
        for (int i = 0; i < 12; i++) {
            depot.maintain();
        }
        assertThat(depot.count()).isZero();
        assertThat(depot.carved()).isZero(); // the empty slab that is kept goes too in the end
        assertThat(arena.stats().free()).isPositive();
    }

    @Test
    void whatIsNeededStays() {
        put(take(32));
        depot.maintain();
        for (int i = 0; i < 10; i++) {
            Set<Long> blocks = take(30);
            put(blocks);
            int before = depot.count();
            assertThat(depot.maintain()).isLessThanOrEqualTo(2);
            assertThat(depot.count()).isGreaterThanOrEqualTo(before - 2);
        }
    }

    @Test
    void anEmptySlabIsKeptForAWhile() {
        for (int i = 0; i < 5; i++) {
            put(take(3)); // needed again
            while (depot.count() > 0) {
                depot.maintain();
            }
            assertThat(depot.slabFree()).isEqualTo(SlabLayout.blocks(CLASS));
            depot.maintain();
        }
        assertThat(depot.slabsCarved()).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            depot.maintain();
        }
        assertThat(depot.slabsReclaimed()).isEqualTo(1);
    }

    @Test
    void closedRefuses() {
        depots.close();
        assertThatThrownBy(depot::lock)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> depot.lockWithBlocks(1)).isInstanceOf(IllegalStateException.class);
    }
}
