package org.ccache.bench.research.numa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.machine.PageNodes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole run, on whatever nodes this machine has; scripts/lab numa runs it on two. */
class NumaRunTest {
    private static final int THREADS = 3;
    private static final int BLOCKS = 200;
    private static final int ROUNDS = 4;

    @BeforeAll
    static void nodesCanBeAskedFor() {
        try (PageNodes pages = new PageNodes(1)) {
            pages.of(new long[1], 1);
        } catch (IOException e) {
            abort("as in a container that filters it: " + e.getMessage());
        }
    }

    private static NumaSettings settings(Pattern pattern, Placement placement) {
        return new NumaSettings(pattern, placement, THREADS, BLOCKS, ROUNDS, 7);
    }

    @ParameterizedTest
    @EnumSource(Pattern.class)
    void everyBlockIsCountedAndFreed(Pattern pattern) throws IOException, InterruptedException {
        for (Placement placement : Placement.values()) {
            try (CcacheAllocator allocator = CcacheAllocator.create()) {
                NumaResult result = NumaRun.run(allocator, settings(pattern, placement));
                NodeCounts counts = result.counts();
                assertThat(result.findings()).as(placement.toString()).isEmpty();
                assertThat(counts.total() + counts.moved() + counts.absent()).isEqualTo(THREADS * BLOCKS * ROUNDS);
                assertThat(counts.total()).isPositive();
                assertThat(allocator.stats().liveBytes()).isZero();
            }
        }
    }

    /** As when two threads have one block. */
    @Test
    @SuppressWarnings("restricted")
    void aBlockThatIsOverwrittenIsFound() throws IOException, InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            NumaRun run = NumaRun.of(allocator, settings(Pattern.CHURN, Placement.FREE));
            NumaThread thread = new NumaThread(run, 0, new NodeCounts(64, 1));
            long block = thread.allocate(0);
            MemorySegment.ofAddress(block).reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 1);
            thread.hold(0, block);
            thread.freeAll();
            assertThat(thread.wrong()).isEqualTo(1);
        }
    }

    /** Nobody may wait for a thread that is gone. */
    @Test
    void aThreadThatFailsEndsTheRun() throws IOException, InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.builder().limit(1).build()) {
            NumaResult result = NumaRun.run(allocator, settings(Pattern.HAND_OVER, Placement.FREE));
            assertThat(result.problems()).isNotEmpty().allMatch(problem -> problem.contains("(the limit)"));
            assertThat(result.findings()).contains("no block was looked at");
        }
    }

    /** Nor may one that comes to the barrier afterwards. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAbandonedRunLetsNobodyWait() throws IOException {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            NumaRun run = NumaRun.of(allocator, settings(Pattern.CHURN, Placement.FREE));
            run.abandon();
            assertThatThrownBy(run::awaitAll).isInstanceOf(BrokenBarrierException.class);
            assertThatThrownBy(run::awaitDrain).isInstanceOf(BrokenBarrierException.class);
        }
    }

    @Test
    void remoteRefillsOfPinnedThreadsAreAFindingWhereNodesAreKeptApart() {
        NodeCounts counts = new NodeCounts(2, 2);
        for (int i = 0; i < 99; i++) {
            counts.count(0, 1, 1);
        }
        counts.count(1, 0, 1);
        try (CcacheAllocator apart = CcacheAllocator.builder().nodes(2).build();
                CcacheAllocator one = CcacheAllocator.builder().nodes(1).build()) {
            assertThat(result(apart, Pattern.REFILL, Placement.PINNED, counts).findings())
                    .isEmpty();
            counts.count(1, 0, 1);
            assertThat(result(apart, Pattern.REFILL, Placement.PINNED, counts).findings())
                    .hasSize(1);
            assertThat(result(apart, Pattern.REFILL, Placement.MOVED, counts).findings())
                    .isEmpty();
            assertThat(result(one, Pattern.REFILL, Placement.PINNED, counts).findings())
                    .isEmpty();
        }
    }

    private static NumaResult result(
            CcacheAllocator allocator, Pattern pattern, Placement placement, NodeCounts counts) {
        return new NumaResult(settings(pattern, placement), allocator.stats(), counts, 0, List.of());
    }
}
