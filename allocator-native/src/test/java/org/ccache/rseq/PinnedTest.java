package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.library.FreshJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PinnedTest {
    private static final String ROUNDS = System.getProperty("pinned.rounds", "6");

    /** One carrier: whoever is pinned to it must not wait for one that needs it. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "off"})
    void pinnedThreadsMakeProgress(String mode) throws Exception {
        FreshJvm child = new FreshJvm(PinnedReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=" + mode, "-XX:TieredStopAtLevel=4")
                .option("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");
        FreshJvm.Ended outcome = child.run(ROUNDS);
        assertThat(outcome.exit()).as(child + "\n" + outcome).isZero();
        assertThat(outcome.value("failure")).isEmpty();
    }
}
