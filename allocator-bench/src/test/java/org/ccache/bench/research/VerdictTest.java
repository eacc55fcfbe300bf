package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void oneThatDoesNotHoldDecides() {
        assertThat(Verdict.all(List.of(Verdict.HOLDS, Verdict.OPEN, Verdict.FAILS)))
                .isEqualTo(Verdict.FAILS);
    }

    @Test
    void oneThatCannotBeToldLeavesTheRestOpen() {
        assertThat(Verdict.all(List.of(Verdict.HOLDS, Verdict.OPEN))).isEqualTo(Verdict.OPEN);
        assertThat(Verdict.all(List.of())).isEqualTo(Verdict.OPEN);
    }

    @Test
    void allMustHold() {
        assertThat(Verdict.all(List.of(Verdict.HOLDS, Verdict.HOLDS))).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void anIntervalIsBelowABoundOnlyAsAWhole() {
        assertThat(Verdict.below(1, 0.8, 1)).isEqualTo(Verdict.HOLDS);
        assertThat(Verdict.below(1, 0.9, 1.1)).isEqualTo(Verdict.OPEN);
        assertThat(Verdict.below(1, 1.01, 1.1)).isEqualTo(Verdict.FAILS);
        assertThat(Verdict.below(1, Double.NaN, Double.NaN)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void findingsFollowTheirChecks() {
        Findings findings = new Findings().check("a", "b", Verdict.HOLDS);
        assertThat(findings.verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(findings.check("c", "d", Verdict.of(false)).verdict()).isEqualTo(Verdict.FAILS);
    }
}
