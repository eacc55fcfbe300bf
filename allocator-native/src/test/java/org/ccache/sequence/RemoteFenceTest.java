package org.ccache.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;

/** That it aborts is the self test's business, and SequencesTest's; here: that it may be called by anybody. */
final class RemoteFenceTest {
    @Test
    void worksFromEveryThread() throws InterruptedException {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        Throwable[] thrown = new Throwable[2];
        Thread platform = Thread.ofPlatform().start(() -> thrown[0] = fence());
        Thread virtual = Thread.ofVirtual().start(() -> thrown[1] = fence());
        platform.join();
        virtual.join();
        assertThat(thrown).containsOnlyNulls();
    }

    private static Throwable fence() {
        try {
            for (int i = 0; i < 100; i++) {
                RemoteFence.fence();
            }
            return null;
        } catch (Throwable t) {
            return t;
        }
    }
}
