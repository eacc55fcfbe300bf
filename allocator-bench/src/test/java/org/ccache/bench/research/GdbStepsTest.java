package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.research.gdb.GdbOutput;
import org.ccache.bench.research.gdb.GdbScript;
import org.junit.jupiter.api.Test;

/** The transcripts are shortened real ones. */
class GdbStepsTest {
    private static final String RESTARTED = """
            stopped inside, rseq_cs is 0x5555555580c0
            1 calls, counted 0, 5 aborts, 1 given up
            	breakpoint already hit 5 times
            """;
    private static final String UNPROTECTED = """
            stopped inside, rseq_cs is 0x5555555580c0
            stopped inside, rseq_cs is 0
            1 calls, counted 1, 0 aborts, 0 given up
            	breakpoint already hit 4 times
            """;
    private static final String ABORTED = """
            => 0x555555555d13 <template_count+19>:	mov    %fs:(%rdi,%rsi,1),%eax
            => 0x555555555d4e <template_count_abort+3>:	cmp    %r9,%r10
            """;
    private static final String SKIPPED = """
            => 0x555555555d38 <template_count+56>:	mov    %r10,%rax
            """;
    private static final String WHOLE = """
            at the commit: counted 1
            1 calls, counted 1, 0 aborts, 0 given up
            """;

    private static Map<GdbScript, GdbOutput> run(String asSet, String inPlace, String steps) {
        Map<GdbScript, GdbOutput> outputs = new EnumMap<>(GdbScript.class);
        outputs.put(GdbScript.BREAKPOINT_AS_SET, new GdbOutput(asSet));
        outputs.put(GdbScript.BREAKPOINT_IN_PLACE, new GdbOutput(inPlace));
        outputs.put(GdbScript.STEPS, new GdbOutput(steps));
        outputs.put(GdbScript.WHOLE, new GdbOutput(WHOLE));
        return outputs;
    }

    private static List<Verdict> verdicts(Map<GdbScript, GdbOutput> with, Map<GdbScript, GdbOutput> without) {
        Findings findings = new Findings();
        GdbSteps.check(with, without, findings);
        return findings.checks().stream().map(Check::verdict).toList();
    }

    @Test
    void aGdbThatKnowsTheSections() {
        assertThat(verdicts(run(RESTARTED, RESTARTED, SKIPPED), run(RESTARTED, RESTARTED, ABORTED)))
                .containsOnly(Verdict.HOLDS);
    }

    @Test
    void aGdbThatDoesNot() {
        assertThat(verdicts(run(UNPROTECTED, RESTARTED, ABORTED), run(UNPROTECTED, RESTARTED, ABORTED)))
                .containsExactly(
                        Verdict.HOLDS, Verdict.FAILS, Verdict.FAILS, Verdict.FAILS, Verdict.FAILS, Verdict.HOLDS);
    }
}
