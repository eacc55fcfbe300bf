package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.research.fill.FillPoint;
import org.ccache.bench.research.fill.FillResult;
import org.ccache.bench.research.fill.FillRun;
import org.ccache.bench.research.fill.FillSettings;
import org.ccache.bench.research.fill.Shape;
import org.junit.jupiter.api.Test;

class FillExperimentsTest {
    private static final int MANY = 8;
    private static final long BOUND = 1000;

    private static FillResult result(FrontEnd frontEnd, Shape shape, int threads, long cached, long idle) {
        FillSettings settings = new FillSettings(frontEnd, shape, threads, 1, 1);
        return new FillResult(settings, "MM_CID", 2, 2, BOUND, point(0), point(cached), point(idle), 0, 0, 0);
    }

    private static FillPoint point(long cached) {
        return new FillPoint(0, 0, cached, 0, 0, 0, 0, 0);
    }

    /** Both front ends on one and on many threads, with what each keeps for many. */
    private static Verdict blowUp(long ours, long oursIdle, long theirs) {
        Findings findings = new Findings();
        FillTable table = new FillTable(List.of(
                result(FrontEnd.CCACHE, Shape.SMALL, 1, 500, 0),
                result(FrontEnd.CCACHE, Shape.SMALL, MANY, ours, oursIdle),
                result(FrontEnd.TCACHE, Shape.SMALL, 1, 500, 500),
                result(FrontEnd.TCACHE, Shape.SMALL, MANY, theirs, theirs)));
        CcVsTc.check(table, List.of(Shape.SMALL), MANY, true, findings);
        return findings.verdict();
    }

    @Test
    void boundedAndLinearHolds() {
        assertThat(blowUp(BOUND, 0, 4000)).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void eachExpectationCanFail() {
        assertThat(blowUp(BOUND + 1, 0, 4000)).as("above the bound").isEqualTo(Verdict.FAILS);
        assertThat(blowUp(BOUND, 11, 4000)).as("kept while idle").isEqualTo(Verdict.FAILS);
        assertThat(blowUp(BOUND, 0, 3000)).as("tcaches not linear").isEqualTo(Verdict.FAILS);
    }

    @Test
    void withoutRowsNothingCanBeTold() {
        Findings findings = new Findings();
        CcVsTc.check(new FillTable(List.of()), List.of(Shape.SMALL), MANY, true, findings);
        assertThat(findings.verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void theHybridIsFasterOnlyBeyondWhatEqualProcessesDifferBy() {
        Ratio control = new Ratio(1, 0.98, 1.01);
        assertThat(time(new Ratio(0.9, 0.88, 0.92), control)).isEqualTo(Verdict.HOLDS);
        assertThat(time(new Ratio(0.98, 0.97, 0.99), control)).isEqualTo(Verdict.OPEN);
        assertThat(time(new Ratio(1, 0.99, 1.01), control)).isEqualTo(Verdict.FAILS);
        assertThat(time(null, control)).isEqualTo(Verdict.OPEN);
    }

    private static Verdict time(Ratio hybrid, Ratio control) {
        Findings findings = new Findings();
        Hybrid.checkTime(hybrid, control, findings);
        return findings.verdict();
    }

    @Test
    void theHybridsMemoryIsJudgedByBothKindsOfBlocks() {
        List<FillResult> rows = new ArrayList<>(List.of(
                result(FrontEnd.HYBRID, Shape.CLASSES, MANY, 500, 0),
                result(FrontEnd.TCACHE, Shape.CLASSES, MANY, 1000, 0),
                result(FrontEnd.HYBRID, Shape.SMALL, 1, 100, 0),
                result(FrontEnd.HYBRID, Shape.SMALL, MANY, 800, 0)));
        Findings findings = new Findings();
        Hybrid.checkMemory(new FillTable(rows), MANY, findings);
        assertThat(findings.checks()).extracting(Check::verdict).containsExactly(Verdict.HOLDS, Verdict.FAILS);
    }

    @Test
    void aFillKeepsWithinItsBoundAndLosesNothing() throws InterruptedException {
        FillResult striped = FillRun.measure(new FillSettings(FrontEnd.STRIPED, Shape.CLASSES, 3, 8 << 10, 0));
        assertThat(striped.full().live()).isGreaterThanOrEqualTo(3 * 80 * (8L << 10) / 2);
        assertThat(striped.freed().live()).isZero();
        FillResult tcache = FillRun.measure(new FillSettings(FrontEnd.TCACHE, Shape.SPAN, 3, 512 << 10, 0));
        assertThat(tcache.used()).isEqualTo(3);
        assertThat(tcache.freed().cached()).isPositive();
    }
}
