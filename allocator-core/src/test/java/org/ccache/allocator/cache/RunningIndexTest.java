package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.layout.RegionLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a depot's batches do to the magazines of the running index, whichever that is at each of them. */
@Tag("modes")
@Tag("sequences")
final class RunningIndexTest extends IndexCachesFixture {
    private static final int CLASS = SizeClasses.of(16); // 16 at first, 4096 at most
    private static final int MANY = 100; // more than one batch

    private final MemorySegment words = Arena.ofAuto().allocate(8L * MANY, 8);
    private RunningIndex running;

    @BeforeEach
    void find() {
        running = new RunningIndex(fixture.caches.regions());
    }

    /** Blocks out of the depot into the words. */
    private List<Long> blocks() {
        Depot depot = fixture.depots.of(CLASS);
        List<Long> blocks = new ArrayList<>();
        while (blocks.size() < MANY) {
            depot.lockWithBlocks(1);
            try {
                blocks.add(depot.supplyOne());
            } finally {
                depot.unlock();
            }
        }
        for (int i = 0; i < MANY; i++) {
            words.setAtIndex(ValueLayout.JAVA_LONG, i, blocks.get(i));
        }
        return blocks;
    }

    @Test
    void whereNoRegionIsOpenNothingMoves() {
        List<Long> blocks = blocks();
        assertThat(running.take(CLASS, words.address(), MANY)).isZero();
        assertThat(running.give(CLASS, words.address(), MANY)).isZero();
        assertThat(words.toArray(ValueLayout.JAVA_LONG))
                .containsExactly(blocks.stream().mapToLong(Long::longValue).toArray());
        assertThat(fixture.caches.count(CLASS)).isZero();
    }

    /** The last of what is offered, as many as there is room for, and never more than one sequence moves. */
    @Test
    void takesTheLastAndGivesTheTop() {
        List<Long> blocks = blocks();
        int taken = 0;
        while (taken == 0) { // where the thread has come to an index that it had not used
            for (int i = 0; i < 8; i++) { // to a capacity of more than a batch
                fixture.burst(CLASS, 2 * Capacities.most(CLASS));
            }
            fixture.caches.drain();
            taken = running.take(CLASS, words.address(), MANY);
        }
        assertThat(taken).isLessThanOrEqualTo(RegionLayout.MAX_BATCH);
        assertThat(fixture.cached(CLASS)).isEqualTo(new HashSet<>(blocks.subList(MANY - taken, MANY)));
        words.fill((byte) 0);
        int given = running.give(CLASS, words.address(), MANY);
        assertThat(given).isBetween(0, taken);
        Set<Long> back = new HashSet<>();
        for (int i = 0; i < given; i++) {
            back.add(words.getAtIndex(ValueLayout.JAVA_LONG, i));
        }
        assertThat(back).hasSize(given);
        back.addAll(fixture.cached(CLASS));
        assertThat(back).isEqualTo(new HashSet<>(blocks.subList(MANY - taken, MANY)));
        assertThat(fixture.live(CLASS)).isEqualTo(MANY - taken + given);
    }
}
