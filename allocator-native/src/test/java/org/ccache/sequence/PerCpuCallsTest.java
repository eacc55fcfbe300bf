package org.ccache.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.ccache.layout.RegionLayout;
import org.ccache.layout.SpaceLayout;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Refusals of all nine, on words of the test. What they do is for the tests of per-CPU data. */
@Tag("modes")
final class PerCpuCallsTest {
    private static final long STRIDE = 256;

    @BeforeEach
    void link() {
        PerCpuCalls.link();
    }

    /** The words below the first region, and so many of these, zero: all of them closed. */
    private static MemorySegment space(Arena arena, long regions) {
        MemorySegment words = arena.allocate(-SpaceLayout.LIMIT + STRIDE * Rseq.indexes(), STRIDE);
        words.set(ValueLayout.JAVA_LONG, 0, regions);
        words.set(ValueLayout.JAVA_LONG, SpaceLayout.STRIDE - SpaceLayout.LIMIT, STRIDE);
        return words;
    }

    private static Stream<LongSupplier> all(MemorySegment words) {
        long base = words.address() - SpaceLayout.LIMIT;
        return Stream.of(
                () -> PerCpuCalls.add(base, SpaceLayout.WORDS, 1),
                () -> PerCpuCalls.listPush(base, SpaceLayout.WORDS, words.address()),
                () -> PerCpuCalls.listPop(base, SpaceLayout.WORDS),
                () -> PerCpuCalls.listTake(base, SpaceLayout.WORDS),
                () -> PerCpuCalls.compareStore(base, SpaceLayout.WORDS, 0, 1),
                () -> PerCpuCalls.storeBatch(base, SpaceLayout.WORDS, words.address(), 0),
                () -> PerCpuCalls.copyStore(base, SpaceLayout.WORDS, words.address()),
                () -> PerCpuCalls.ringOffer(base, words, words.address(), 8, 1),
                () -> PerCpuCalls.ringClaim(base, 8, 1));
    }

    /** Without sequences there is no index either: that is what each says. */
    @Test
    void anIndexBeyondTheLimitIsRefused() {
        try (Arena arena = Arena.ofShared()) {
            assertThat(all(space(arena, 0)).mapToLong(LongSupplier::getAsLong)).containsOnly(SpaceLayout.BAD_INDEX);
        }
    }

    @Test
    void aClosedRegionIsRefusedWithItsIndexAndKeepsItsWords() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment words = space(arena, Rseq.indexes());
            assertThat(all(words).mapToLong(LongSupplier::getAsLong)).allSatisfy(result -> {
                assertThat(RegionLayout.code(result)).isEqualTo(RegionLayout.RESULT_NOT_OPEN);
                assertThat(RegionLayout.index(result)).isBetween(0, Rseq.indexes() - 1);
            });
            MemorySegment regions = words.asSlice(-SpaceLayout.LIMIT);
            for (int index = 0; index < Rseq.indexes(); index++) {
                assertThat(regions.get(ValueLayout.JAVA_LONG, index * STRIDE + SpaceLayout.WORDS))
                        .isZero();
            }
        }
    }
}
