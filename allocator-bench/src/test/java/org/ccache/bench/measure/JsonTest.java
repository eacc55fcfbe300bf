package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.List;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.replay.WorkerReady;
import org.ccache.bench.replay.WorkerSummary;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void recordsComeBackAsTheyWent() {
        WorkerSummary summary =
                new WorkerSummary(10, 5, 1, 4096, -1, PeerStats.NONE, List.of("a problem\nof two lines"));
        String line = Json.line(summary);
        assertThat(line).doesNotContain("\n");
        assertThat(Json.parse(line, WorkerSummary.class)).isEqualTo(summary);
    }

    @Test
    void whatIsNoAnswerIsNamed() {
        assertThatThrownBy(() -> Json.parse("Exception in thread", WorkerReady.class))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Exception in thread");
    }
}
