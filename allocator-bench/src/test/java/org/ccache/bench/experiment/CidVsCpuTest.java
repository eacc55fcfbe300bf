package org.ccache.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccache.bench.fill.Shape;
import org.junit.jupiter.api.Test;

class CidVsCpuTest {
    private static CidResult result(String mode, boolean alone, int threads, List<Integer> used, List<Long> cached) {
        return new CidResult("6.x", mode, Shape.SPAN, alone, threads, 4, List.of(0, 1, 2, 3), used, cached, 1, 1, 0);
    }

    private static Verdict verdict(CidResult... results) {
        Findings findings = new Findings();
        CidVsCpu.check(List.of(results), findings);
        return findings.verdict();
    }

    private static final CidResult BY_PROCESSOR =
            result("CPU_ID", false, 9, List.of(1, 2, 3, 4), List.of(10L, 20L, 30L, 40L));

    @Test
    void oneIndexForOneThreadHolds() {
        CidResult one = result("MM_CID", false, 9, List.of(1, 1, 1, 1), List.of(10L, 10L, 10L, 10L));
        assertThat(verdict(one, BY_PROCESSOR)).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void anotherIndexDoesNot() {
        CidResult two = result("MM_CID", false, 9, List.of(1, 2, 2, 2), List.of(10L, 20L, 20L, 20L));
        assertThat(verdict(two, BY_PROCESSOR)).isEqualTo(Verdict.FAILS);
    }

    @Test
    void aThreadThatMovesAloneMayUseAsManyIndexesAsThereAreThreads() {
        CidResult two = result("MM_CID", true, 2, List.of(1, 2, 2, 2), List.of(10L, 20L, 20L, 20L));
        CidResult three = result("MM_CID", true, 2, List.of(1, 2, 3, 3), List.of(10L, 20L, 30L, 30L));
        assertThat(verdict(two, BY_PROCESSOR)).isEqualTo(Verdict.HOLDS);
        assertThat(verdict(three, BY_PROCESSOR)).isEqualTo(Verdict.FAILS);
    }

    @Test
    void memoryThatDoesNotGrowWithProcessorsIsNoBlowUp() {
        CidResult flat = result("CPU_ID", false, 9, List.of(1, 2, 3, 4), List.of(10L, 10L, 10L, 10L));
        CidResult one = result("MM_CID", false, 9, List.of(1, 1, 1, 1), List.of(10L, 10L, 10L, 10L));
        assertThat(verdict(one, flat)).isEqualTo(Verdict.FAILS);
    }

    @Test
    void aMissingModeCannotBeTold() {
        assertThat(verdict(BY_PROCESSOR)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void guestsAnswerByLineAndSayWhyNot() {
        Guests guests = Guests.parse(List.of("LAB-START", "ARM {\"a\":1}", "cids-32: PASS; 60 s"));
        assertThat(guests.answers()).containsExactly("{\"a\":1}");
        assertThat(guests.refusals()).isEmpty();
        assertThat(Guests.parse(List.of("cids-32: SKIP no qemu-system-x86_64")).refusals())
                .containsExactly("cids-32: SKIP no qemu-system-x86_64");
        assertThat(Guests.parse(List.of()).refusals()).hasSize(1);
    }
}
