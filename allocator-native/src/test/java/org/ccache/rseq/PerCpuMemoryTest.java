package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.ccache.layout.RegionLayout;
import org.ccache.layout.SpaceLayout;
import org.ccache.rseq.space.Operations;
import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.Words;
import org.ccache.sequence.PerCpuCalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class PerCpuMemoryTest extends PerCpuMemoryFixture {
    @Test
    void newWordsAreZeroForEachIndex() {
        assertThat(memory.indexes()).isEqualTo(Rseq.indexes());
        for (int index = 0; index < memory.indexes(); index++) {
            for (long offset = 0; offset < BYTES; offset += 8) {
                assertThat(memory.get(index, offset)).isZero();
            }
        }
        assertThat(memory.sum(0)).isZero();
    }

    @Test
    void theSizeIsRoundedToWords() {
        try (PerCpuMemory small = PerCpuMemory.allocate(1)) {
            assertThat(small.bytesPerIndex()).isEqualTo(8);
            small.add(0, 5);
            assertThat(small.sum(0)).isEqualTo(5);
        }
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        for (long bytes : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1L << 50}) {
            assertThatThrownBy(() -> PerCpuMemory.allocate(bytes))
                    .as("%d bytes", bytes)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /**
     * Address space of 2^48 bytes in all: more than there is at once, while no object is collected for want of heap.
     */
    @Test
    void closedMemoryMakesRoomForNew() {
        long bytes = Math.min(1L << 39, (1L << 45) / Rseq.indexes());
        for (long all = 0; all < 1L << 48; all += bytes * Rseq.indexes()) {
            try (PerCpuMemory large = PerCpuMemory.allocate(bytes)) {
                large.add(bytes - 8, 1);
                assertThat(large.sum(bytes - 8)).isEqualTo(1);
            } catch (OutOfMemoryError e) { // which JUnit does not take for a failure
                throw new AssertionError("after " + all + " bytes", e);
            }
        }
    }

    @Test
    void addsToTheWordAndToNoOther() {
        memory.add(8, 5);
        memory.add(8, -2);
        memory.add(BYTES - 8, Long.MAX_VALUE);
        assertThat(memory.sum(8)).isEqualTo(3);
        assertThat(memory.sum(BYTES - 8)).isEqualTo(Long.MAX_VALUE);
        assertThat(memory.sum(0)).isZero();
        assertThat(memory.sum(16)).isZero();
    }

    /** As to the index: the word that the store goes to is known to be equal on all. */
    @Test
    void comparesAndStores() {
        fill(0, 7);
        assertThat(memory.compareAndStore(0, 6, 1)).isFalse();
        assertThat(memory.sum(0)).isEqualTo(7L * memory.indexes());
        assertThat(memory.compareAndStore(0, 7, 1)).isTrue();
        assertThat(memory.sum(0)).isEqualTo(7L * memory.indexes() - 6);
    }

    @Test
    void offsetsAreChecked() {
        for (long offset : new long[] {-8, BYTES, BYTES + 8, Long.MIN_VALUE, Long.MAX_VALUE & -8}) {
            assertThatThrownBy(() -> memory.add(offset, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.get(0, offset)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.compareAndStore(offset, 0, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        for (long offset : new long[] {1, 4, 7, -1}) {
            assertThatThrownBy(() -> memory.add(offset, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memory.sum(offset)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void indexesAreChecked() {
        for (int index : new int[] {-1, Rseq.indexes(), Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> memory.get(index, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.exclusively(index, words -> 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void operationsWithinAnExclusiveActionAreRefused() {
        memory.add(0, 1);
        memory.exclusively((words, index) -> {
            assertThatThrownBy(() -> memory.add(0, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(memory::close).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> memory.exclusively(index, other -> 0)).isInstanceOf(IllegalStateException.class);
        });
        memory.add(0, 1); // all goes on
        assertThat(memory.sum(0)).isEqualTo(2);
    }

    @Test
    void anActionThatThrowsLeavesTheIndexAtWork() {
        for (int index = 0; index < memory.indexes(); index++) {
            int each = index;
            assertThatThrownBy(() -> memory.exclusively(each, words -> {
                        throw new ArithmeticException("in the action");
                    }))
                    .isInstanceOf(ArithmeticException.class);
        }
        memory.add(0, 1);
        assertThat(memory.sum(0)).isEqualTo(1);
    }

    @Test
    void afterCloseEveryCallIsRefused() {
        StoreBatch batch = new StoreBatch(memory);
        CopyAndStore copy = new CopyAndStore(memory);
        memory.add(0, 1);
        memory.close();
        memory.close();
        MemorySegment source = MemorySegment.ofArray(new byte[8]);
        assertThatThrownBy(() -> memory.add(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.compareAndStore(0, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> batch.commit(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> copy.commit(0, 0, 1, 8, source, 0, 8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.sum(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.get(0, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.exclusively(0, words -> 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsBesideCloseAreRightOrRefused() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            PerCpuMemory brief = PerCpuMemory.allocate(8);
            brief.add(0, 7);
            Crowd readers = new Crowd().start(3, number -> {
                try {
                    while (true) {
                        assertThat(brief.sum(0)).isEqualTo(7);
                    }
                } catch (IllegalStateException closed) {
                    assertThatThrownBy(brief::aborts).isInstanceOf(IllegalStateException.class);
                }
            });
            for (int spin = 0; spin < 100 * (round % 50); spin++) {
                Thread.onSpinWait();
            }
            brief.close();
            readers.join();
        }
    }

    /** The two ways of doing the same, where both are there: sequences beside work in plain Java on stopped regions. */
    @Test
    void aCallThatMeetsNoIndexIsDoneInJava() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocate(256, 128); // a limit of zero: every index is refused
            assertThat(PerCpuCalls.add(none.address() + 128, 16, 1)).isEqualTo(SpaceLayout.BAD_INDEX);
        }
        Space space = memory.space();
        memory.add(0, 1);
        long result = space.settle(SpaceLayout.BAD_INDEX, Operations.ADD, 16, 10, 0, null);
        assertThat(result).isZero();
        result = space.settle(-RegionLayout.RESULT_ABORTED, Operations.ADD, 16, 100, 0, null);
        assertThat(result).isZero();
        assertThat(memory.sum(0)).isEqualTo(111);
    }

    /**
     * Whoever comes to a closed memory by the slow way leaves its regions closed: sequences would else commit there.
     */
    @Test
    void whatIsRefusedAfterCloseOpensNothing() {
        Space space = memory.space();
        memory.add(0, 1);
        memory.close();
        boolean sequences = Rseq.mode() != RseqMode.UNAVAILABLE;
        long[] slowWays = {SpaceLayout.BAD_INDEX, sequences ? -RegionLayout.RESULT_ABORTED : SpaceLayout.BAD_INDEX};
        for (int i = 0; i < 20 * space.limit(); i++) {
            long refused = slowWays[i % slowWays.length];
            assertThatThrownBy(() -> space.settle(refused, Operations.ADD, 16, 10, 0, null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("closed");
            assertThatThrownBy(() -> memory.add(0, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("closed");
        }
        for (int index = 0; index < space.limit(); index++) {
            int state = Words.getIntAcquire(space.memory(), space.region(index) + SpaceLayout.STATE);
            assertThat(state).isNotEqualTo(RegionLayout.STATE_OPEN);
        }
    }
}
