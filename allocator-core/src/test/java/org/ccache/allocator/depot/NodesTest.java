package org.ccache.allocator.depot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.TestArenas;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A depot of two nodes: a thread gets blocks of its own node first, and every block goes home. */
final class NodesTest {
    private static final int CAPACITY = 40;
    private static final int CLASS = SizeClasses.of(2048); // 16 blocks a slab

    private int node; // the calling thread's
    private final Arenas arenas = TestArenas.open(8 << 20, Long.MAX_VALUE, 2);
    private final Depots depots = TestDepots.open(arenas, CAPACITY, () -> node);
    private final Depot depot = depots.of(CLASS);

    @AfterEach
    void close() {
        depots.close();
        arenas.close();
    }

    private int nodeOf(long block) {
        return arenas.nodeOf(arenas.unit(block));
    }

    private List<Long> take(int n) {
        return TestDepots.take(depot, n);
    }

    private void put(List<Long> blocks) {
        for (int i = 0; i < blocks.size(); i += 7) {
            List<Long> batch = blocks.subList(i, Math.min(i + 7, blocks.size()));
            depot.lock();
            try {
                depot.store(batch.size(), (sizeClass, to, n) -> {
                    for (int k = 0; k < n; k++) {
                        Memory.putLong(to + 8L * k, batch.get(k));
                    }
                    return n;
                });
            } finally {
                depot.unlock();
            }
        }
    }

    @Test
    void eachNodeIsServedFromItsOwnArena() {
        for (node = 0; node < 2; node++) {
            List<Long> blocks = take(50);
            assertThat(blocks).allMatch(block -> nodeOf(block) == node);
            put(blocks);
        }
        for (node = 1; node >= 0; node--) {
            assertThat(take(50)).allMatch(block -> nodeOf(block) == node);
        }
    }

    /** Magazines mix nodes; what they flush is sorted, in order, and found again on its own node. */
    @Test
    void mixedBatchesAreSortedHome() {
        node = 0;
        List<Long> blocks = take(30);
        node = 1;
        blocks.addAll(take(30));
        Collections.shuffle(blocks, new Random(1));
        put(blocks);
        assertThat(depot.carved()).isEqualTo(depot.count() + depot.slabFree());
        for (node = 0; node < 2; node++) {
            List<Long> again = take(30);
            assertThat(again).allMatch(block -> nodeOf(block) == node).doesNotHaveDuplicates();
        }
        assertThat(depot.slabsCarved()).isEqualTo(4); // two on each node, of 16 blocks: nothing new was needed
        assertThat(depot.doubleFrees()).isZero();
    }

    @Test
    void singleBlocksGoHomeToo() {
        node = 0;
        long block = take(1).getFirst();
        node = 1;
        depot.lock();
        try {
            depot.storeOne(block);
        } finally {
            depot.unlock();
        }
        assertThat(nodeOf(take(1).getFirst())).isEqualTo(1);
        node = 0;
        assertThat(take(1)).containsExactly(block);
    }

    @Test
    void anExhaustedNodeIsServedByTheOther() {
        int perNode = (int) ((4 << 20) / SlabLayout.slabBytes(CLASS) * SlabLayout.blocks(CLASS));
        node = 0;
        List<Long> blocks = take(2 * perNode);
        assertThat(blocks.stream().filter(block -> nodeOf(block) == 0)).hasSize(perNode);
        assertThatThrownBy(() -> depot.lockWithBlocks(1)).isInstanceOf(OutOfMemoryError.class);
        node = 1;
        assertThatThrownBy(() -> depot.lockWithBlocks(1)).isInstanceOf(OutOfMemoryError.class);
        List<Long> ofNode1 = blocks.stream().filter(block -> nodeOf(block) == 1).toList();
        put(ofNode1.subList(0, 10));
        node = 0; // nothing of its own: the other's have to do
        assertThat(take(10)).allMatch(block -> nodeOf(block) == 1);
    }

    /** Once a node's part is full, the other node's free blocks are used before anything new is carved there. */
    @Test
    void blocksOfTheOtherNodeComeBeforeNewSlabs() {
        node = 0;
        int perNode = (int) ((4 << 20) / SlabLayout.slabBytes(CLASS) * SlabLayout.blocks(CLASS));
        take(perNode);
        long carved = depot.slabsCarved();
        take(40); // 16 in a slab: three slabs
        assertThat(depot.slabsCarved()).isEqualTo(carved + 3);
    }

    @Test
    void trimAndMaintenanceReachEveryNode() {
        List<Long> blocks = new ArrayList<>();
        for (node = 0; node < 2; node++) {
            blocks.addAll(take(20));
        }
        node = 0;
        put(blocks);
        for (int i = 0; i < 20; i++) {
            depot.maintain();
        }
        assertThat(depot.count()).isZero();
        assertThat(depot.carved()).isZero();
        assertThat(arenas.stats().dirty()).isEqualTo(arenas.mapped());
        node = 1;
        put(take(5));
        node = 0;
        depot.trim();
        assertThat(depot.carved()).isZero();
    }
}
