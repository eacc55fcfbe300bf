package org.ccache.rseq.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.layout.RegionLayout;
import org.ccache.layout.SpaceLayout;
import org.ccache.os.Faults;
import org.ccache.sequence.RseqChoice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The regions themselves; what is done on them is for the tests of per-CPU data. */
@Tag("modes")
final class SpaceTest {
    private static final int EPERM = 1;

    private final Space space = new Space(SpaceLayout.WORDS + 64, 0);

    @AfterEach
    void close() {
        Faults.end();
        space.close();
    }

    private int state(int index) {
        return Words.getIntAcquire(space.memory(), space.region(index) + SpaceLayout.STATE);
    }

    /** In whatever index this thread runs with: that region is open then. */
    private void use() {
        long result = Operations.sequence(Operations.ADD, space.base(), SpaceLayout.WORDS, 1, 0, null);
        if (result < 0) {
            space.settle(result, Operations.ADD, SpaceLayout.WORDS, 1, 0, null);
        }
    }

    private void useEvery() {
        for (int index = 0; index < space.limit(); index++) {
            int region = index;
            space.settle(
                    -(RegionLayout.RESULT_NOT_OPEN | (long) region << 8),
                    Operations.ADD,
                    SpaceLayout.WORDS,
                    1,
                    0,
                    null);
        }
    }

    private long total() {
        long sum = 0;
        for (int index = 0; index < space.opened(); index++) {
            sum += Words.getOpaque(space.memory(), space.region(index) + SpaceLayout.WORDS);
        }
        return sum;
    }

    @Test
    void regionsShareNoLineNorItsNeighbour() {
        assertThat((space.region(1) - space.region(0)) % SpaceLayout.STRIDE_UNIT)
                .isZero();
        assertThat(space.base() % SpaceLayout.STRIDE_UNIT).isZero();
        assertThat(Words.get(space.memory(), space.region(0) + SpaceLayout.LIMIT))
                .isEqualTo(space.limit());
        assertThat(Words.get(space.memory(), space.region(0) + SpaceLayout.STRIDE))
                .isEqualTo(space.region(1) - space.region(0));
    }

    @Test
    void whatNoMachineMapsIsRefused() {
        for (long bytes : new long[] {1L << 40, (1L << 46) / space.limit() + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> new Space(bytes, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRegionIsOpenFromItsFirstUseAndNoOtherIs() {
        assertThat(space.opened()).isZero();
        use();
        assertThat(space.opened()).isBetween(1, space.limit());
        assertThat(state(space.opened() - 1)).isEqualTo(RegionLayout.STATE_OPEN);
        for (int index = space.opened(); index < space.limit(); index++) {
            assertThat(state(index)).isEqualTo(RegionLayout.STATE_CLOSED);
        }
    }

    @Test
    void theWorkFindsEveryRegionStoppedAndLeavesThemOpen() {
        useEvery();
        AtomicInteger stopped = new AtomicInteger();
        space.exclusively((from, to) -> {
            for (int index = from; index < to; index++) {
                stopped.addAndGet(state(index) == RegionLayout.STATE_STOPPED ? 1 : 0);
            }
        });
        assertThat(stopped).hasValue(space.limit());
        for (int index = 0; index < space.limit(); index++) {
            assertThat(state(index)).isEqualTo(RegionLayout.STATE_OPEN);
        }
    }

    /** Nobody is in it and nobody opens it meanwhile, so there is nobody to interrupt; and what was written is kept. */
    @Test
    void workOnAClosedRegionLeavesItClosed() {
        int last = space.limit() - 1;
        space.exclusively(last, (from, to) -> {
            assertThat(state(from)).isEqualTo(RegionLayout.STATE_CLOSED);
            Words.set(space.memory(), space.region(from) + SpaceLayout.WORDS, 7);
        });
        assertThat(state(last)).isEqualTo(RegionLayout.STATE_CLOSED);
        assertThat(total()).isEqualTo(7); // whoever sums sees it
        useEvery();
        assertThat(total()).isEqualTo(7 + space.limit());
    }

    @Test
    void workWithinWorkIsRefusedAndOpensNothing() {
        useEvery();
        space.exclusively((from, to) -> {
            assertThatThrownBy(() -> space.exclusively(0, (first, last) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("exclusive action");
            assertThatThrownBy(space::close).isInstanceOf(IllegalStateException.class);
            assertThat(state(0)).isEqualTo(RegionLayout.STATE_STOPPED);
        });
        use();
    }

    @Test
    void workThatThrowsLeavesTheRegionsOpenAndNobodyTheirOwner() {
        useEvery();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> space.exclusively((from, to) -> {
                        throw new OutOfMemoryError("of the work");
                    }))
                    .hasMessage("of the work");
            assertThat(state(0)).isEqualTo(RegionLayout.STATE_OPEN);
        }
    }

    @Test
    void withoutAFenceNoWorkIsDone() {
        assumeTrue(RseqChoice.usable(), RseqChoice::refused);
        useEvery();
        space.exclusively((from, to) -> {}); // from now on no stop waits for the self test, by a fence of its own
        Faults.plan(Faults.Call.FENCE, 0, 1, EPERM);
        assertThatThrownBy(() -> space.exclusively((from, to) -> {
                    throw new AssertionError("it is done");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("errno 1");
        assertThat(state(0)).isEqualTo(RegionLayout.STATE_OPEN);
        use();
        assertThat(total()).isEqualTo(space.limit() + 1L);
    }

    /** Its pages stay then, for a sequence may still be inside; nobody comes in, and the next close does the rest. */
    @Test
    void aCloseWithoutAFenceKeepsThePagesUntilTheNextOne() {
        assumeTrue(RseqChoice.usable(), RseqChoice::refused);
        useEvery();
        space.exclusively((from, to) -> {});
        Faults.plan(Faults.Call.FENCE, 0, 1, EPERM);
        space.close();
        assertThat(state(0)).isEqualTo(RegionLayout.STATE_STOPPED);
        assertThat(total()).isEqualTo(space.limit());
        assertThatThrownBy(this::use).isInstanceOf(IllegalStateException.class).hasMessage("closed");
        space.close();
        assertThat(state(0)).isEqualTo(RegionLayout.STATE_CLOSED);
        assertThat(total()).isZero();
        assertThatThrownBy(this::use).isInstanceOf(IllegalStateException.class).hasMessage("closed");
    }

    @Test
    void anOperationThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Operations.sequence(9, space.base(), SpaceLayout.WORDS, 0, 0, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Operations.plain(9, space, space.region(0), SpaceLayout.WORDS, 0, 0, null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
