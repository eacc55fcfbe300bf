package org.ccache.bench.first;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.ccache.bench.measure.Json;
import org.ccache.bench.peer.PeerStats;
import org.junit.jupiter.api.Test;

class StartTaskTest {
    private static StartOutcome measured(String peer) throws IOException, InterruptedException {
        return new StartTask(StartWorkloads.BURST, peer, 50, 1).measure();
    }

    @Test
    void theProductsProcessSaysItsModeAndIsAudited() throws IOException, InterruptedException {
        StartOutcome outcome = measured("striped");
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.version()).startsWith("ccache ");
        assertThat(outcome.mode()).isNotEmpty();
        assertThat(outcome.modeInForce()).isNotEmpty().doesNotContain(":");
        assertThat(outcome.aborts()).isNotNegative();
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.verified()).as("whole passes").isPositive();
        assertThat(outcome.sound()).isTrue();
        assertThat(outcome.openNanos()).isPositive();
        assertThat(outcome.curve().operations()).hasSize(5);
        assertThat(Arrays.stream(outcome.curve().operations()).sum()).isPositive();
    }

    @Test
    void anotherPeerHasFiguresWithoutModeAndAborts() throws IOException, InterruptedException {
        StartOutcome outcome = measured("malloc");
        assertThat(outcome.curve().nanos(0, 50)).isPositive();
        assertThat(outcome.mode()).isEmpty();
        assertThat(outcome.aborts()).isEqualTo(PeerStats.UNKNOWN);
    }

    @Test
    void anOutcomeGoesThroughJson() {
        StartOutcome without = StartOutcome.without("no such library");
        assertThat(Json.parse(Json.line(without), StartOutcome.class)).isEqualTo(without);
        StartRow row = new StartRow(
                "burst", "ccache", false, 3, MadeStarts.outcome(new SpeedCurve(new long[] {1}, new long[] {2})));
        StartRow read = Json.parse(Json.line(row), StartRow.class);
        assertThat(read.round()).isEqualTo(3);
        assertThat(read.outcome().curve().nanos()).containsExactly(2);
    }
}
