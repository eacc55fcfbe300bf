package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildComparisonTest {
    private static final int ROUNDS = 8;

    private final Build first = new Build(List.of("first"), false);
    private final Build second = new Build(List.of("second"), false);
    private final BuildComparison comparison = new BuildComparison(first, second, ROUNDS, 1);
    private final List<Integer> rounds = new ArrayList<>();

    /** The second build takes twice as long for one loop, and as long for the other. */
    private Map<String, Double> times(Build build, int round) {
        rounds.add(round);
        double disturbance = 1 + round / 100.0;
        return Map.of("slower", disturbance * (build == second ? 20 : 10), "equal", disturbance * 5);
    }

    @Test
    void eachRoundHasTheFirstBuildAndTwiceTheSecond() throws IOException, InterruptedException {
        Map<String, Comparison> comparisons = comparison.run(List.of(this::times));
        assertThat(rounds).hasSize(3 * ROUNDS).isSorted();
        assertThat(comparisons).containsOnlyKeys("slower", "equal");
        assertThat(comparisons.get("slower").againstFirst().value()).isEqualTo(2);
        assertThat(comparisons.get("slower").slower()).isTrue();
        assertThat(comparisons.get("slower").againstItself().value()).isEqualTo(1);
        assertThat(comparisons.get("equal").slower()).isFalse();
    }

    @Test
    void saysWhichBuildFailed() {
        for (Build failing : List.of(first, second)) {
            Trial trial = (build, _) -> {
                if (build == failing) {
                    throw new IOException("larson failed: exit code 2");
                }
                return Map.of("larson", 1.0);
            };
            assertThatThrownBy(() -> comparison.run(List.of(trial)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "of the " + (failing == first ? "first" : "second") + " build, larson failed: exit code 2");
        }
    }
}
