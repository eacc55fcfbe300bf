package org.ccache.bench.purge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PurgeCostTest {
    /** Not how fast: that the one takes the memory and the other only says that it may be taken. */
    @Test
    void dontNeedTakesWhatFreeLeaves() {
        PurgeCost.Cost[] costs = PurgeCost.measure(16 << 20, 3);
        assertThat(costs[0].advice()).isEqualTo(PurgeCost.Advice.DONTNEED);
        assertThat(costs[0].left()).isLessThan(0.2);
        assertThat(costs[1].left()).isGreaterThan(0.8);
        assertThat(costs[1].lazy()).isGreaterThan(0.8);
        assertThat(costs[0].again()).isPositive();
    }
}
