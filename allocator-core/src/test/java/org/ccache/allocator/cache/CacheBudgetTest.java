package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CacheBudgetTest {
    @Test
    void aBudgetIsNotExceededByTakers() {
        CacheBudget budget = new CacheBudget(1000);
        assertThat(budget.take(600)).isTrue();
        assertThat(budget.take(600)).isFalse();
        assertThat(budget.take(400)).isTrue();
        assertThat(budget.granted()).isEqualTo(1000);
        assertThat(budget.shortage()).isEqualTo(250); // what was refused, but a quarter at a time
        assertThat(budget.shortage()).isZero();
        budget.overdraw(30);
        assertThat(budget.granted()).isEqualTo(1030);
        assertThat(budget.shortage()).isEqualTo(30);
        budget.give(1030);
        assertThat(budget.granted()).isZero();
    }
}
