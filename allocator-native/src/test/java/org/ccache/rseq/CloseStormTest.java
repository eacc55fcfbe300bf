package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.library.FreshJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CloseStormTest {
    private static final String ROUNDS = System.getProperty("storm.rounds", "20");

    /** Every call is refused in the end, none hangs, none touches memory that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "cpu_id", "off"})
    void everyMethodBesideClose(String mode) throws Exception {
        FreshJvm child = new FreshJvm(CloseStormReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=" + mode, "-XX:TieredStopAtLevel=4");
        FreshJvm.Ended outcome = child.run(ROUNDS);
        assertThat(outcome.exit()).as(child + "\n" + outcome).isZero();
        assertThat(outcome.value("failures")).isEqualTo("[]");
        assertThat(outcome.value("refused")).isEqualTo(outcome.value("calls"));
    }
}
