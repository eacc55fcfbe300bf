package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.bench.ratio.RatioTrial;
import org.ccache.bench.workload.Workloads;
import org.junit.jupiter.api.Test;

class CompareCommandTest {

    /** {@code compare} takes those of {@code ratios}, which it finds first; the suite's do the same. */
    @Test
    void aLoopHasOneNameInRatiosAndInTheSuite() {
        assertThat(RatioTrial.LOOPS)
                .isNotEmpty()
                .allMatch(loop -> Workloads.group(loop).loop());
    }
}
