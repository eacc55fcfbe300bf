package org.ccache.rseq.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.library.FreshJvm;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class SourceTest {
    /**
     * The interpreter may be stopped between any two instructions, so also between a look at the arena and the call:
     * compiled code hides that.
     */
    @Test
    void aSourceIsNotUnmappedUnderAnOffer() throws Exception {
        FreshJvm.Ended outcome = new FreshJvm(SourceReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=" + System.getProperty(Rseq.MODE_PROPERTY, "auto"))
                .option("-Xint")
                .run("400");
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("refused")).isEqualTo("400");
    }
}
