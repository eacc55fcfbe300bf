package org.ccache.bench.first;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceBuilder;
import org.ccache.bench.trace.TraceOp;
import org.ccache.bench.trace.TraceWriter;
import org.ccache.bench.workload.Workloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartWorkloadsTest {
    @TempDir
    private Path folder;

    @Test
    void allRecordedTracesOfTheSuiteAreThereAndABurst() {
        assertThat(StartWorkloads.NAMES)
                .containsAll(Workloads.NAMES.stream()
                        .filter(name -> name.startsWith("replay-"))
                        .toList())
                .contains("replay-java", StartWorkloads.BURST)
                .hasSizeGreaterThan(11)
                .allMatch(StartWorkloads::known);
        assertThat(StartWorkloads.known("larson")).isFalse();
    }

    @Test
    void burstsAllocateAllBeforeTheyFree() throws IOException {
        Trace bursts = StartWorkloads.trace(StartWorkloads.BURST, 1);
        int live = 0;
        for (int event = 0; event < 24_000; event++) {
            live += bursts.op(event) == TraceOp.FREE ? -1 : 1;
            assertThat(live).isEqualTo(event < 12_000 ? event + 1 : 24_000 - event - 1);
        }
        assertThat(bursts.released(12_000)).as("the oldest first").isZero();
        assertThat(bursts.released(18_000)).as("then the newest first").isEqualTo(11_999);
        assertThat(bursts.events() % 24_000).isZero();
        assertThat(bursts.threads()).isEqualTo(1);
        for (int block = 0; block < bursts.blocks(); block++) {
            assertThat(bursts.size(block)).isBetween(16L, 1_039L);
        }
    }

    @Test
    void theSeedDrawsTheSizesOfBursts() throws IOException {
        Trace first = StartWorkloads.trace(StartWorkloads.BURST, 1);
        Trace again = StartWorkloads.trace(StartWorkloads.BURST, 1);
        Trace other = StartWorkloads.trace(StartWorkloads.BURST, 2);
        assertThat(again.size(5)).isEqualTo(first.size(5));
        long differing = 0;
        for (int block = 0; block < 1_000; block++) {
            differing += first.size(block) == other.size(block) ? 0 : 1;
        }
        assertThat(differing).isGreaterThan(900);
    }

    @Test
    void aFileOfATraceIsAWorkload() throws IOException {
        TraceBuilder trace = new TraceBuilder("small");
        trace.malloc(0, 10);
        Path file = folder.resolve("small.trace.gz");
        TraceWriter.write(trace.build(), file);
        assertThat(StartWorkloads.known(file.toString())).isTrue();
        assertThat(StartWorkloads.recorded(file.toString())).isTrue();
        assertThat(StartWorkloads.trace(file.toString(), 1).blocks()).isEqualTo(1);
    }
}
