package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final List<String> WHO = List.of("a", "b", "c");

    /** Each turn takes as many nanoseconds as turns were before it. */
    private static Rounds<String> run(List<String> turns, long seed) {
        Rounds<String> rounds = new Rounds<>(WHO, 2, 3, new Random(seed));
        while (rounds.next()) {
            rounds.took(turns.size());
            turns.add(rounds.who());
            assertThat(rounds.done()).isCloseTo(turns.size() / 15.0, within(1e-12));
        }
        assertThat(rounds.next()).isFalse();
        return rounds;
    }

    @Test
    void everyRoundHasEveryoneOnceAndWarmUpIsNotKept() {
        List<String> turns = new ArrayList<>();
        Map<String, double[]> nanos = run(turns, 1).nanos();
        assertThat(turns).hasSize(15);
        for (int round = 0; round < 5; round++) {
            assertThat(turns.subList(3 * round, 3 * round + 3)).containsExactlyInAnyOrderElementsOf(WHO);
        }
        assertThat(nanos.keySet()).containsExactlyElementsOf(WHO);
        nanos.forEach((who, times) -> {
            for (int round = 0; round < 3; round++) {
                assertThat(turns.get((int) times[round])).isEqualTo(who);
                assertThat((int) times[round] / 3).isEqualTo(round + 2);
            }
        });
    }

    @Test
    void theSeedDecidesTheOrder() {
        List<String> first = new ArrayList<>();
        List<String> again = new ArrayList<>();
        List<String> other = new ArrayList<>();
        run(first, 1);
        run(again, 1);
        run(other, 2);
        assertThat(again).isEqualTo(first).isNotEqualTo(other);
    }

    @Test
    void withoutArmsNobodyHasATurn() {
        assertThat(new Rounds<String>(List.of(), 1, 1, new Random(1)).next()).isFalse();
    }
}
