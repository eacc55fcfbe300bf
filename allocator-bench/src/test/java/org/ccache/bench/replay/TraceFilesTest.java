package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceReader;
import org.ccache.bench.trace.TraceSummary;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed traces are what their README says, and replay. */
class TraceFilesTest {
    private static final Path FOLDER = Path.of("traces");
    private static final String SUFFIX = ".trace.gz";
    private static final int MAX_FILE_BYTES = 1 << 20;

    /** The numbers in the rows of the README's tables that begin with a name, one list per table. */
    private static List<List<Long>> rows(String name) throws IOException {
        return Files.readAllLines(FOLDER.resolve("README.md")).stream()
                .filter(line -> line.matches("\\| " + name + " +\\|[ 0-9|]+"))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .skip(2)
                        .map(cell -> Long.valueOf(cell.strip()))
                        .toList())
                .toList();
    }

    /** Every file of the folder. */
    private static Stream<String> traces() {
        String[] files = FOLDER.toFile().list((folder, file) -> file.endsWith(SUFFIX));
        return Stream.of(files).sorted().map(file -> file.substring(0, file.length() - SUFFIX.length()));
    }

    @ParameterizedTest
    @MethodSource("traces")
    @Timeout(120)
    void isAsDescribedAndReplaysClean(String name) throws IOException {
        Path file = FOLDER.resolve(name + SUFFIX);
        Trace trace = TraceReader.read(file);
        TraceSummary summary = TraceSummary.of(trace);
        assertThat(rows(name))
                .containsExactly(
                        List.of(
                                (long) summary.events(),
                                (long) summary.threads(),
                                (long) summary.blocks(),
                                (long) summary.crossThreadReleases(),
                                summary.peakLiveBytes(),
                                (long) summary.peakLiveBlocks(),
                                (long) summary.endLiveBlocks(),
                                Files.size(file)),
                        List.of(
                                (long) summary.mallocs(),
                                (long) summary.callocs(),
                                (long) summary.aligned(),
                                (long) summary.frees(),
                                (long) summary.reallocs(),
                                summary.medianSize(),
                                summary.size99(),
                                summary.maxSize()));
        assertThat(Files.size(file)).isLessThanOrEqualTo(MAX_FILE_BYTES);
        try (ReferencePeer peer = new ReferencePeer();
                Replayer replayer = new Replayer(ReplayProgram.of(trace), peer)) {
            for (StampMode mode : List.of(StampMode.FULL, StampMode.EDGES)) {
                ReplayResult result = replayer.round(mode);
                assertThat(result.firstFailures()).isEmpty();
                assertThat(peer.live()).isZero();
            }
            assertThat(peer.crossThreadFrees()).isEqualTo(2L * summary.crossThreadReleases());
        }
    }
}
