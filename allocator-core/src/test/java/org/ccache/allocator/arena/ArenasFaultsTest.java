package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.memory.Memory;
import org.ccache.os.Faults;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The system refuses memory, or to take it back: the account is exact all the while, and all is well again afterwards.
 */
final class ArenasFaultsTest extends ArenasFixture {
    private static final int ENOMEM = 12;
    private static final long EVER = Long.MAX_VALUE;

    @AfterEach
    void end() {
        Faults.end();
    }

    /** Growth of every kind, with each single commit refused, and with all from one on. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9223372036854775807", "2, 1", "2, 9223372036854775807"})
    void commitsAreRefused(int nodes, long count) {
        int refused = 0;
        long calls = EVER;
        long after = 0;
        for (; after < calls; after++) {
            Arenas arenas = arenas(256 * MIB, EVER, NEVER, nodes);
            Faults.plan(Faults.Call.COMMIT, after, count, ENOMEM);
            refused += grow(arenas);
            calls = Faults.end();
            assertThat(grow(arenas)).isZero();
            arenas.close();
        }
        assertThat(after).as("commits that were refused").isGreaterThan(3);
        if (nodes == 2 && count == 1) {
            assertThat(refused).as("requests, which the other node can serve").isZero();
        } else {
            assertThat(refused).isPositive();
        }
    }

    /** Takes spans of all kinds and gives them back: how many were refused. */
    private static int grow(Arenas arenas) {
        List<Long> blocks = new ArrayList<>();
        long purged = arenas.stats().purged();
        int refused = 0;
        for (int i = 0; i < 12; i++) {
            ArenaStats before = arenas.stats();
            try {
                long block = arenas.allocateLarge(
                        i % arenas.nodes(), (i % 4 * 2L + 1) * MIB, (i % 4 * 2L + 1) * MIB, i % 3 == 0 ? 8 * MIB : 16);
                Memory.putLong(block, i);
                blocks.add(block);
                if (i % 2 == 0) {
                    blocks.add(arenas.reallocateLarge(0, blocks.removeLast(), 9 * MIB, 9 * MIB, 1));
                    assertThat(Memory.getLong(blocks.getLast())).isEqualTo(i);
                }
            } catch (ExhaustedError e) {
                assertThat(e).hasMessageContaining("cannot commit").hasMessageContaining("errno " + ENOMEM);
                assertThat(arenas.stats().largeBlocks()).isLessThanOrEqualTo(before.largeBlocks() + 1);
                refused++;
            }
            addsUp(arenas);
        }
        assertThat(arenas.stats().largeBlocks()).isGreaterThanOrEqualTo(blocks.size());
        arenas.forEach((unit, units, entry, dirty) -> {
            if (entry == SpanMap.LARGE_HEAD && !blocks.contains(arenas.address(unit))) {
                blocks.add(arenas.address(unit)); // taken, but its growth was refused
            }
        });
        for (long block : blocks) {
            assertThat(arenas.freeLarge(block)).isTrue();
        }
        addsUp(arenas);
        assertThat(arenas.stats().largeBlocks()).isZero();
        assertThat(arenas.trim()).isEqualTo(arenas.stats().purged() - purged);
        assertThat(arenas.mapped()).isZero();
        return refused;
    }

    /** What is refused on one node may be free on another. */
    @Test
    void aRefusedCommitHidesNoFreeMemoryOfOtherNodes() {
        Arenas arenas = arenas(64 * MIB, EVER, NEVER, 2);
        long free = arenas.allocateLarge(1, 4 * MIB, 4 * MIB, 16);
        arenas.freeLarge(free);
        Faults.plan(Faults.Call.COMMIT, 0, EVER, ENOMEM);
        assertThat(arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 16)).isEqualTo(free);
        assertThatThrownBy(() -> arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 16))
                .isInstanceOf(ExhaustedError.class)
                .hasMessageContaining("errno " + ENOMEM);
        addsUp(arenas);
    }

    /** Memory that the system does not take stays dirty and is counted so; it goes when the system is well. */
    @Test
    void purgesAreRefused() {
        long epoch = 1_000_000;
        Arenas arenas = arenas(256 * MIB, EVER, 8 * epoch, 1);
        arenas.maintain(0);
        arenas.freeLarge(arenas.allocateLarge(0, 32 * MIB, 32 * MIB, 16));
        Faults.plan(Faults.Call.PURGE, 0, EVER, ENOMEM);
        for (int i = 1; i <= 20; i++) {
            assertThat(arenas.maintain(i * epoch)).isZero();
            assertThat(arenas.stats().dirty()).isEqualTo(32 * MIB);
            addsUp(arenas);
        }
        assertThat(arenas.stats().purgeFailures()).isEqualTo(20); // once in a step: not again at once
        assertThat(arenas.trim()).isZero();
        assertThat(Faults.end()).isEqualTo(21);
        assertThat(arenas.maintain(21 * epoch)).isEqualTo(32 * MIB);
        assertThat(arenas.mapped()).isZero();
        assertThat(arenas.stats().purged()).isEqualTo(32 * MIB);
        addsUp(arenas);
    }

    /** At the limit nothing can be had when the system takes nothing back, but the very spans that are dirty. */
    @Test
    void aRefusedPurgeAtTheLimitIsExhaustion() {
        Arenas arenas = arenas(64 * MIB, 4 * MIB, NEVER, 1);
        long block = arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 16);
        arenas.freeLarge(block);
        Faults.plan(Faults.Call.PURGE, 0, EVER, ENOMEM);
        long committed = arenas.allocateLarge(0, MIB, MIB, 16);
        assertThat(committed).isEqualTo(block);
        assertThatThrownBy(() -> arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 16))
                .isInstanceOf(ExhaustedError.class)
                .hasMessageContaining(4 * MIB + " are mapped, of them " + 3 * MIB + " free");
        assertThat(arenas.mapped()).isEqualTo(4 * MIB);
        addsUp(arenas);
        Faults.end();
        arenas.freeLarge(committed);
        assertThat(arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 2 * MIB)).isPositive();
        assertThat(arenas.mapped()).isEqualTo(4 * MIB);
        addsUp(arenas);
    }
}
