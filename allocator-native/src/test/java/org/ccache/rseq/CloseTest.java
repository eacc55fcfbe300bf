package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.library.FreshJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class CloseTest {
    /** Every worker is told, none touches memory that is gone. */
    @Test
    void closeBesideWorkers() throws Exception {
        FreshJvm.Ended outcome = new FreshJvm(CloseReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=" + System.getProperty(Rseq.MODE_PROPERTY, "auto"))
                .run("200");
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("mode")).isEqualTo(Rseq.mode().toString());
        assertThat(outcome.value("done")).isEqualTo("true");
        assertThat(outcome.value("refused")).isEqualTo(outcome.value("expected"));
    }
}
