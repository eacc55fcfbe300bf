package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ccache.allocator.memory.Memory;
import org.junit.jupiter.api.Test;

/**
 * Several nodes, whether or not the machine has them: each has a part of the range, and none keeps memory from the
 * others.
 */
final class ArenasNodesTest extends ArenasFixture {
    @Test
    void eachNodeHasItsPart() {
        Arenas arenas = arenas(64 * MIB, Long.MAX_VALUE, NEVER, 3);
        assertThat(arenas.nodes()).isEqualTo(3);
        for (int node = 0; node < 3; node++) {
            int unit = arenas.allocateSlab(node, 4, 3);
            assertThat(arenas.nodeOf(unit)).isEqualTo(node);
            long large = arenas.allocateLarge(node, 3 * MIB, 3 * MIB, 16);
            assertThat(arenas.nodeOf(arenas.unit(large))).isEqualTo(node);
        }
        addsUp(arenas);
        // A node whose part is exhausted takes from the others, until all are.
        int[] counts = new int[3];
        assertThatThrownBy(() -> {
                    while (true) {
                        counts[arenas.nodeOf(arenas.unit(arenas.allocateLarge(1, 2 * MIB, 2 * MIB, 16)))]++;
                    }
                })
                .isInstanceOf(ExhaustedError.class)
                .hasMessageContaining("the reserved address range");
        assertThat(counts).doesNotContain(0);
        addsUp(arenas);
    }

    @Test
    void moreNodesThanHugePagesAreFewer() {
        Arenas arenas = arenas(4 * MIB, Long.MAX_VALUE, NEVER, 8);
        assertThat(arenas.nodes()).isEqualTo(2);
        assertThat(arenas.nodeOf(arenas.allocateSlab(1, 4, 3))).isEqualTo(1);
    }

    /** Not only within a node: where a node has nothing but parts of huge pages left, another's whole ones go first. */
    @Test
    void wholeFreeHugePagesOfEveryNodeArePurgedFirst() {
        Arenas arenas = arenas(64 * MIB, 11 * MIB, NEVER, 2);
        long inFullHugePage = arenas.allocateLarge(0, MIB, MIB, 16);
        arenas.allocateLarge(0, MIB / 2, MIB / 2, 16);
        long whole = arenas.allocateLarge(1, 8 * MIB, 8 * MIB, 16);
        Memory.putLong(inFullHugePage, 1);
        Memory.putLong(whole, 1);
        arenas.freeLarge(inFullHugePage);
        arenas.freeLarge(whole);
        arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 16); // at the limit: some of the dirty has to go
        assertThat(Memory.getLong(inFullHugePage)).isEqualTo(1);
        assertThat(Memory.getLong(whole)).isZero();
        addsUp(arenas);
    }
}
