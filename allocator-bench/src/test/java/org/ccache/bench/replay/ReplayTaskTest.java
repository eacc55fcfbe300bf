package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.ccache.bench.measure.Build;
import org.ccache.bench.trace.TraceWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTaskTest {
    @TempDir
    private Path folder;

    private Path trace;

    @BeforeEach
    void writeTrace() throws IOException {
        trace = folder.resolve("small.trace.gz");
        TraceWriter.write(WorkerServerTest.trace(), trace);
    }

    @Test
    void aTraceIsReplayedOverAndOver() throws IOException {
        RoundResult result = new ReplayTask(trace.toString(), "striped", 20, 50).measure();
        assertThat(result.mode()).isEqualTo(StampMode.NONE);
        assertThat(result.passes()).isGreaterThan(1);
        assertThat(result.wallNanos()).isPositive();
    }

    @Test
    void aTrialOfABuildIsATimeUnderTheNameOfTheTrace() throws IOException, InterruptedException {
        assertThat(new ReplayTrial(trace, "").measure(Build.current(), 0))
                .containsOnlyKeys(trace.toString())
                .allSatisfy((_, nanos) -> assertThat(nanos).isPositive());
    }
}
