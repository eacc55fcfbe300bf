package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.allocator.FrontEnd;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ParkedThreadsTest {
    private static final int THREADS = 500;
    private static final long CACHE_BYTES = 2L << 20;

    @Test
    void ccachesAreBoundedByIndexes() throws InterruptedException {
        Assumptions.assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq.reason());
        ParkedResult result = ParkedThreads.measure(FrontEnd.CCACHE, THREADS, CACHE_BYTES);
        assertThat(result.wrong()).isZero();
        assertThat(result.clean()).isTrue();
        assertThat(result.operations()).isEqualTo(2L * THREADS * ParkedThreads.BLOCKS);
        assertThat(result.burstMedianNanos()).isPositive().isLessThanOrEqualTo(result.burst99Nanos());
        assertThat(result.cachedBytes()).isPositive().isLessThanOrEqualTo(result.boundBytes());
    }

    @Test
    void threadCachesGrowWithTheThreadsAndAreGivenBackAtTheirEnd() throws InterruptedException {
        ParkedResult few = ParkedThreads.measure(FrontEnd.TCACHE, THREADS / 10, CACHE_BYTES);
        ParkedResult many = ParkedThreads.measure(FrontEnd.TCACHE, THREADS, CACHE_BYTES);
        assertThat(few.wrong() + many.wrong()).isZero();
        assertThat(many.clean()).isTrue();
        assertThat(many.cachedBytes()).isGreaterThan(5 * few.cachedBytes());
    }
}
