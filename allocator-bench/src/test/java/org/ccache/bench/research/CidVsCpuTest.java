package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ccache.bench.research.fill.Shape;
import org.junit.jupiter.api.Test;

class CidVsCpuTest {
    private static CidResult result(String mode, boolean alone, int threads, List<Integer> used, List<Long> cached) {
        return new CidResult("6.x", mode, Shape.SPAN, alone, threads, 4, List.of(0, 1, 2, 3), used, cached, 1, 1, 0);
    }

    private static List<Verdict> verdicts(CidResult... results) {
        Findings findings = new Findings();
        CidChecks.jvm(
                Stream.of(results)
                        .map(result -> new CidVsCpu.CidRow("here", result))
                        .toList(),
                findings);
        return findings.checks().stream().map(Check::verdict).toList();
    }

    private static Verdict natively(int visits, int cids, int cpuIds) {
        List<Integer> processors = IntStream.range(0, visits).boxed().toList();
        Findings findings = new Findings();
        CidChecks.oneThread(List.of(new OneThread("here", "6.x", processors, processors, cids, cpuIds)), findings);
        return findings.verdict();
    }

    private static final CidResult BY_PROCESSOR =
            result("CPU_ID", false, 3, List.of(1, 2, 3, 4), List.of(10L, 20L, 30L, 40L));

    @Test
    void oneThreadNativelyHasOneIdOnAllProcessors() {
        assertThat(natively(4, 1, 4)).isEqualTo(Verdict.HOLDS);
        assertThat(natively(4, 2, 4)).as("another mm_cid").isEqualTo(Verdict.FAILS);
        assertThat(natively(4, 1, 3)).as("one processor missed").isEqualTo(Verdict.FAILS);
        assertThat(natively(1, 1, 1)).as("nowhere to go").isEqualTo(Verdict.OPEN);
        Findings none = new Findings();
        CidChecks.oneThread(List.of(), none);
        assertThat(none.verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void aJvmMayUseAsManyIndexesAsItHasThreads() {
        CidResult three = result("MM_CID", false, 3, List.of(1, 2, 3, 3), List.of(10L, 20L, 30L, 30L));
        assertThat(verdicts(three, BY_PROCESSOR)).containsOnly(Verdict.HOLDS).hasSize(3);
        CidResult four = result("MM_CID", false, 3, List.of(1, 2, 3, 4), List.of(10L, 20L, 30L, 30L));
        assertThat(verdicts(four, BY_PROCESSOR)).containsExactly(Verdict.FAILS, Verdict.HOLDS, Verdict.HOLDS);
        CidResult much = result("MM_CID", false, 3, List.of(1, 2, 3, 3), List.of(10L, 20L, 30L, 35L));
        assertThat(verdicts(much, BY_PROCESSOR)).containsExactly(Verdict.FAILS, Verdict.HOLDS, Verdict.HOLDS);
    }

    @Test
    void byConcurrencyMustCacheLessWhereThreadsAreFew() {
        CidResult one = result("MM_CID", false, 3, List.of(1, 1, 1, 1), List.of(40L, 40L, 40L, 40L));
        assertThat(verdicts(one, BY_PROCESSOR)).containsExactly(Verdict.HOLDS, Verdict.HOLDS, Verdict.FAILS);
        CidResult many = result("MM_CID", false, 9, List.of(1, 1, 1, 1), List.of(10L, 10L, 10L, 10L));
        assertThat(verdicts(many, BY_PROCESSOR)).containsExactly(Verdict.HOLDS, Verdict.HOLDS, Verdict.OPEN);
    }

    @Test
    void memoryThatDoesNotGrowWithProcessorsIsNoBlowUp() {
        CidResult flat = result("CPU_ID", true, 9, List.of(1, 2, 3, 4), List.of(10L, 10L, 10L, 10L));
        assertThat(verdicts(flat)).contains(Verdict.FAILS);
    }

    @Test
    void aMissingModeCannotBeTold() {
        assertThat(verdicts(BY_PROCESSOR)).containsExactly(Verdict.OPEN, Verdict.HOLDS, Verdict.OPEN);
    }

    @Test
    void guestsAnswerByLineAndSayWhyNot() {
        String program =
                "{\"where\":\"here\",\"kernel\":\"6\",\"processors\":[0],\"lastCids\":[0],\"cids\":1,\"cpuIds\":1}";
        Guests guests =
                Guests.parse(List.of("ONE-THREAD " + program, "LAB-START", "ARM {\"a\":1}", "cids-32: PASS; 60 s"));
        assertThat(guests.oneThreads()).containsExactly(new OneThread("here", "6", List.of(0), List.of(0), 1, 1));
        assertThat(guests.answers()).containsExactly("{\"a\":1}");
        assertThat(guests.refusals()).isEmpty();
        assertThat(Guests.parse(List.of("cids-32: SKIP no qemu-system-x86_64")).refusals())
                .containsExactly("cids-32: SKIP no qemu-system-x86_64");
        assertThat(Guests.parse(List.of()).refusals()).hasSize(1);
    }
}
