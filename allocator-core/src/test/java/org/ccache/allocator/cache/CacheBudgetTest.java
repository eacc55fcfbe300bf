package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.Test;

/** The bytes of all ccaches: no more is granted than there is, but the first steps. */
final class CacheBudgetTest {
    private static final int SHARED = SizeClasses.FIRST;
    private static final int WHOLE = SizeClasses.LAST;

    @Test
    void theWholeClassesHaveAShare() {
        CacheBudget budget = new CacheBudget(1000);
        assertThat(budget.take(WHOLE, 501)).isFalse();
        assertThat(budget.take(WHOLE, 500)).isTrue();
        assertThat(budget.take(WHOLE, 1)).isFalse();
        assertThat(budget.shortage()).isZero(); // other classes have nothing to give them
        assertThat(budget.wholeShortage()).isEqualTo(250);
        assertThat(budget.wholeShortage()).isZero();
        assertThat(budget.take(SHARED, 500)).isTrue();
        budget.give(WHOLE, 300);
        assertThat(budget.take(SHARED, 200)).isTrue();
        assertThat(budget.take(WHOLE, 200)).isFalse(); // of the share there is enough, of the whole there is not
        assertThat(budget.wholeShortage()).isZero();
        assertThat(budget.shortage()).isEqualTo(200);
        budget.give(SHARED, 700);
        assertThat(budget.take(WHOLE, 300)).isTrue();
        assertThat(budget.granted()).isEqualTo(500);
    }

    @Test
    void aBudgetIsNotExceededByTakers() {
        CacheBudget budget = new CacheBudget(1000);
        assertThat(budget.take(SHARED, 600)).isTrue();
        assertThat(budget.take(SHARED, 600)).isFalse();
        assertThat(budget.take(SHARED, 400)).isTrue();
        assertThat(budget.granted()).isEqualTo(1000);
        assertThat(budget.shortage()).isEqualTo(250); // what was refused, but a quarter at a time
        assertThat(budget.shortage()).isZero();
        budget.overdraw(30);
        assertThat(budget.granted()).isEqualTo(1030);
        assertThat(budget.shortage()).isEqualTo(30);
        budget.give(SHARED, 1030);
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
                    if (budget.take(SHARED, bytes)) {
                        most.accumulateAndGet(held.addAndGet(bytes), Math::max);
                        held.addAndGet(-bytes);
                        budget.give(SHARED, bytes);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(200L, total);
        assertThat(budget.granted()).isZero();
        assertThat(budget.take(SHARED, total)).isTrue();
        assertThat(budget.take(SHARED, 1)).isFalse();
    }
}
