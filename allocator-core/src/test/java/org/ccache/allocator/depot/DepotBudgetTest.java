package org.ccache.allocator.depot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DepotBudgetTest {
    @Test
    void isTakenToTheLastByteAndNoFurther() {
        DepotBudget budget = new DepotBudget(10);
        assertThat(budget.take(11)).isFalse();
        assertThat(budget.take(4)).isTrue();
        assertThat(budget.take(7)).isFalse();
        assertThat(budget.take(6)).isTrue();
        assertThat(budget.take(1)).isFalse();
        budget.give(3);
        assertThat(budget.take(4)).isFalse();
        assertThat(budget.take(3)).isTrue();
    }

    /** What is refused is nobody's loss: in the end all of it can be taken again. */
    @Test
    void addsUpUnderConcurrency() throws ExecutionException, InterruptedException {
        DepotBudget budget = new DepotBudget(5);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<?> future : IntStream.range(0, 4)
                    .mapToObj(_ -> threads.submit(() -> takeAndGive(budget)))
                    .toList()) {
                future.get();
            }
        }
        assertThat(budget.take(5)).isTrue();
        assertThat(budget.take(1)).isFalse();
    }

    private static void takeAndGive(DepotBudget budget) {
        for (int i = 0; i < 100_000; i++) {
            if (budget.take(3)) {
                budget.give(3);
            }
        }
    }
}
