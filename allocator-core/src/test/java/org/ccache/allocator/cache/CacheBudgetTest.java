package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The bytes of all ccaches: no more is granted than there is, but the first steps. */
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

    /** What was refused is given back, and nothing else: whoever takes and gives leaves it as it was. */
    @Test
    void takersBesideEachOtherLoseNothing() throws InterruptedException {
        long total = 1000;
        CacheBudget budget = new CacheBudget(total);
        AtomicLong held = new AtomicLong(); // counted after the budget has it, and given up before
        AtomicLong most = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int bytes = 200 + 100 * t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    if (budget.take(bytes)) {
                        most.accumulateAndGet(held.addAndGet(bytes), Math::max);
                        held.addAndGet(-bytes);
                        budget.give(bytes);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(200L, total);
        assertThat(budget.granted()).isZero();
        assertThat(budget.take(total)).isTrue();
        assertThat(budget.take(1)).isFalse();
    }
}
