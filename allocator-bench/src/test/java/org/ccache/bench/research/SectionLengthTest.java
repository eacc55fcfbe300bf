package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.research.length.LengthPoint;
import org.ccache.bench.research.length.LengthResult;
import org.ccache.bench.research.length.LengthSettings;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionLengthTest {
    @TempDir
    private Path folder;

    private static List<Verdict> verdicts(LengthPoint... points) {
        LengthSettings settings = new LengthSettings(1, 0, List.of(), 1, 20);
        Findings findings = new Findings();
        SectionLength.check(List.of(new LengthResult(settings, "MM_CID", 2, 0.3, List.of(points))), findings);
        return findings.checks().stream().map(Check::verdict).toList();
    }

    /** A second of running; an event each 4 ms is 250 aborts. */
    private static LengthPoint point(long nanos, long completed, long aborts) {
        return new LengthPoint(nanos, completed + aborts / 20, completed, completed, aborts, 1_000_000_000, completed);
    }

    @Test
    void theDocumentsCurveHolds() {
        assertThat(verdicts(
                        point(100, 5_000_000, 100),
                        point(100_000, 9_900, 250),
                        point(2_000_000, 500, 250),
                        point(5_000_000, 0, 240),
                        point(20_000_000, 0, 240)))
                .containsExactly(Verdict.HOLDS, Verdict.HOLDS, Verdict.HOLDS, Verdict.HOLDS);
    }

    @Test
    void aBriefOneThatIsAbortedOftenRefutes() {
        assertThat(verdicts(
                        point(100, 1_000, 100),
                        point(100_000, 9_900, 250),
                        point(2_000_000, 500, 250),
                        point(5_000_000, 0, 240)))
                .containsExactly(Verdict.FAILS, Verdict.HOLDS, Verdict.HOLDS, Verdict.HOLDS);
    }

    @Test
    void aLongOneThatCommitsRefutes() {
        assertThat(verdicts(point(100, 5_000_000, 100), point(100_000, 9_900, 250), point(50_000_000, 20, 0)))
                .containsExactly(Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN, Verdict.HOLDS);
    }

    @Test
    void aCountThatIsWrongRefutes() {
        LengthPoint wrong = new LengthPoint(100, 10, 10, 10, 0, 1_000, 9);
        assertThat(verdicts(wrong).getLast()).isEqualTo(Verdict.FAILS);
    }

    @Test
    void theory() {
        assertThat(LengthResult.atRandom(4e6, 250)).isCloseTo(Math.exp(-1), within(1e-9));
        assertThat(LengthResult.bySlices(1e6, 250)).isCloseTo(0.8, within(1e-9));
        assertThat(LengthResult.bySlices(3e6, 250)).isCloseTo(0.5, within(1e-9));
        assertThat(LengthResult.bySlices(5e6, 250)).isZero();
    }

    @Test
    void quickRun() throws IOException, InterruptedException {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        Findings findings = new Reproduction(folder, "abc")
                .run(new SectionLength(), new Conditions(true, folder.resolve("scratch"), null));
        assertThat(findings.checks()).noneMatch(check -> check.seen().contains("it failed"));
        assertThat(findings.checks())
                .filteredOn(check -> check.expected().contains("counts once"))
                .isNotEmpty()
                .allMatch(check -> check.verdict() == Verdict.HOLDS);
        assertThat(findings.counters().values()).isNotEmpty().allMatch(aborts -> aborts > 0);
        assertThat(folder.resolve("experiments/section-length.svg")).isNotEmptyFile();
        assertThat(folder.resolve("experiments/section-length-restarts.svg")).isNotEmptyFile();
    }
}
