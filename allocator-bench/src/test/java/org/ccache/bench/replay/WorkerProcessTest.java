package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.ccache.bench.trace.TraceWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
    @TempDir
    private Path folder;

    @Test
    void runsRoundsInAnotherJvm() throws IOException {
        Path trace = folder.resolve("small.trace.gz");
        TraceWriter.write(WorkerServerTest.trace(), trace);
        try (WorkerProcess worker = new WorkerProcess("striped", "striped", trace)) {
            assertThat(worker.ready().peer()).isEqualTo("striped");
            assertThat(worker.round(StampMode.FULL, 3).verified()).isEqualTo(600);
            WorkerSummary summary = worker.finish();
            assertThat(summary.wrong()).isZero();
            assertThat(summary.problems()).isEmpty();
            assertThat(summary.stats().liveBytes()).isZero();
        }
    }

    @Test
    void saysSoWhenTheOtherJvmFails() {
        assertThatThrownBy(() -> new WorkerProcess("lost", "malloc", folder.resolve("missing.trace.gz")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lost");
    }
}
