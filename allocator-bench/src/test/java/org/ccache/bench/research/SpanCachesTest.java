package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.research.SpanCaches.SpanCacheArm;
import org.ccache.bench.research.SpanCaches.SpanCacheRow;
import org.ccache.bench.research.spanheap.SpanHeapResult;
import org.ccache.bench.research.spanheap.SpanHeapSettings;
import org.junit.jupiter.api.Test;

class SpanCachesTest {
    private static final int MANY = 10;
    private static final long BOUND = 200;

    private final List<SpanCacheRow> rows = new ArrayList<>();

    /** Each arm on one and on many threads, as the hypothesis has it. */
    private void expected() {
        both(SpanCacheArm.THREAD, 10, 100, 1000, 100);
        both(SpanCacheArm.INDEX, 10, 100, 200, 100);
        both(SpanCacheArm.CONTROL, 10, 100, 200, 100);
        both(SpanCacheArm.NONE, 20, 0, 0, 100);
    }

    private void both(SpanCacheArm arm, double nanos, long cachedOfOne, long cachedOfMany, long boundOfOne) {
        row(arm, 1, nanos, cachedOfOne, boundOfOne);
        row(arm, MANY, nanos, cachedOfMany, boundOfOne * MANY);
    }

    private void row(SpanCacheArm arm, int threads, double nanos, long cached, long threadBound) {
        rows.removeIf(r -> r.arm() == arm && r.threads() == threads);
        SpanHeapSettings settings = new SpanHeapSettings(arm.cache(), threads, 1, 1);
        for (int round = 0; round < PairedRatios.LEAST_BLOCKS; round++) {
            rows.add(new SpanCacheRow(
                    arm,
                    round,
                    new SpanHeapResult(settings, "MM_CID", 2, nanos, 1, cached, BOUND, 0, threadBound, 0, 0, 0, 0)));
        }
    }

    private List<Verdict> verdicts() {
        Findings findings = new Findings();
        new SpanCacheTable(rows, List.of(1, MANY), 1).check(findings);
        return findings.checks().stream().map(Check::verdict).toList();
    }

    @Test
    void whatIsExpectedHolds() {
        expected();
        assertThat(verdicts()).hasSize(7).containsOnly(Verdict.HOLDS);
    }

    @Test
    void eachExpectationCanFail() {
        expected();
        row(SpanCacheArm.THREAD, MANY, 10, 700, 700);
        row(SpanCacheArm.INDEX, MANY, 30, BOUND + 1, 700);
        row(SpanCacheArm.CONTROL, MANY, 30, BOUND, 1000);
        row(SpanCacheArm.NONE, MANY, 10, 0, 700);
        assertThat(verdicts()).containsOnly(Verdict.FAILS);
    }

    @Test
    void aDifferenceWithinThatOfEqualProcessesIsNone() {
        expected();
        row(SpanCacheArm.CONTROL, 1, 100, 100, 100);
        assertThat(verdicts().getLast()).isEqualTo(Verdict.FAILS);
    }

    @Test
    void fewRoundsTellNothingOfTimeAndMuchOfMemory() {
        expected();
        rows.removeIf(r -> r.round() > 0);
        assertThat(verdicts().subList(0, 5)).containsOnly(Verdict.HOLDS);
        assertThat(verdicts().subList(5, 7)).containsOnly(Verdict.OPEN);
    }

    @Test
    void aNumberOfThreadsWithoutProcessesLeavesTimeOpen() {
        expected();
        rows.removeIf(r -> r.arm() == SpanCacheArm.NONE && r.threads() == MANY);
        assertThat(verdicts().getLast()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void withoutProcessesNothingCanBeTold() {
        assertThat(verdicts()).containsOnly(Verdict.OPEN);
    }
}
