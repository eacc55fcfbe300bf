package org.ccache.rseq.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.library.FreshJvm;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class UnfinishedTest {
    /** Each of them holds up its ring until somebody gives it up: the consumer cannot be told of all. */
    @Test
    void offersThatEndedWithAFullHeapHoldUpNoRing() throws Exception {
        FreshJvm.Ended outcome = new FreshJvm(UnfinishedReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=" + System.getProperty(Rseq.MODE_PROPERTY, "auto"))
                .option("-XX:+UseSerialGC", "-Xmx16m")
                .run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("other")).isEqualTo("0");
        assertThat(outcome.value("ended")).isEqualTo("104");
        assertThat(outcome.value("put")).isEqualTo("true");
        assertThat(outcome.value("read")).isEqualTo("1");
        assertThat(outcome.value("left")).isEqualTo("0");
    }
}
