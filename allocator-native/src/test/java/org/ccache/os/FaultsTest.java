package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.ccache.sequence.RemoteFence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FaultsTest {
    @AfterEach
    void end() {
        Faults.end();
    }

    @Test
    void plansThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> Faults.plan(Faults.Call.PURGE, -1, 1, 12))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Faults.plan(Faults.Call.PURGE, 0, -1, 12))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Faults.plan(Faults.Call.PURGE, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Faults.strike(Faults.Call.PURGE)).isZero(); // nor did they replace "none"
    }

    /** Exactly those calls fail that are in the plan, whatever others do at the same time. */
    @Test
    void aPlanIsOfOneThread() throws InterruptedException {
        Faults.plan(Faults.Call.COMMIT, 500, 1_000, 12);
        AtomicInteger ofOthers = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> ofOthers.addAndGet(failures(1_000)));
        }
        int failed = failures(2_000);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).isEqualTo(1_000);
        assertThat(ofOthers).hasValue(0);
        assertThat(Faults.end()).isEqualTo(2_000);
    }

    private static int failures(int calls) {
        int failed = 0;
        for (int i = 0; i < calls; i++) {
            failed += Faults.strike(Faults.Call.COMMIT) == -12 ? 1 : 0;
        }
        return failed;
    }

    @Test
    void aFenceThatFailsSaysWhy() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        RemoteFence.fence();
        Faults.plan(Faults.Call.FENCE, 0, 1, 1);
        assertThatThrownBy(RemoteFence::fence)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("errno 1");
        RemoteFence.fence(); // the next one works
    }

    @Test
    void aBindThatFailsBindsNothing() {
        Faults.plan(Faults.Call.BIND, 0, 1, 22);
        long page = Machine.pageSize();
        long address = VirtualMemory.reserveGuarded(page);
        assertThat(VirtualMemory.bind(address, page, 0)).isEqualTo(-22);
        assertThat(VirtualMemory.bind(address, page, 0)).isIn(0L, -38L); // ENOSYS: no library, or no NUMA
        VirtualMemory.releaseGuarded(address, page);
    }
}
