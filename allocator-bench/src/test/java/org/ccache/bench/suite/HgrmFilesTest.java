package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Latency;
import org.ccache.bench.peer.PeerStats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HgrmFilesTest {
    @TempDir
    private Path folder;

    private static Outcome outcome(String peer, int round, String discarded, Map<String, String> latencies) {
        return new Outcome(
                "open-loop",
                peer,
                round,
                "",
                false,
                discarded,
                "1",
                1,
                1,
                9,
                9,
                9,
                9,
                0,
                0,
                0,
                0,
                -1,
                -1,
                -1,
                0,
                0,
                0,
                PeerStats.NONE,
                List.of(),
                latencies);
    }

    private static String histogram(long nanos, int count) {
        Histogram histogram = Latency.histogram();
        for (int i = 0; i < count; i++) {
            Latency.record(histogram, nanos);
        }
        return Latency.encode(histogram);
    }

    @Test
    void addsUpBlocksAndWritesMicroseconds() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY); // plotters do not read decimal commas
        try {
            List<Path> files = HgrmFiles.write(
                    List.of(
                            outcome("ccache", 0, "", Map.of("batch", histogram(2_000, 900))),
                            outcome("ccache", 1, "", Map.of("batch", histogram(5_000_000, 100))),
                            outcome("ccache", 1, "stolen", Map.of("batch", histogram(9_000_000, 100)))),
                    folder);
            assertThat(files).containsExactly(folder.resolve("hgrm/open-loop-ccache-batch.hgrm"));
        } finally {
            Locale.setDefault(before);
        }
        List<String> lines = Files.readAllLines(folder.resolve("hgrm/open-loop-ccache-batch.hgrm"));
        assertThat(lines.getFirst().trim().split(" +", -1))
                .containsExactly("Value", "Percentile", "TotalCount", "1/(1-Percentile)");
        String[] low = lines.stream()
                .filter(line -> line.contains(" 900 "))
                .findFirst()
                .orElseThrow()
                .trim()
                .split(" +", -1);
        assertThat(Double.parseDouble(low[0])).isBetween(2.0, 2.002);
        String[] last = lines.stream()
                .filter(line -> line.contains("1.000000000000"))
                .reduce((a, b) -> b)
                .orElseThrow()
                .trim()
                .split(" +", -1);
        assertThat(Double.parseDouble(last[0])).isBetween(5_000.0, 5_005.0);
        assertThat(last[2]).isEqualTo("1000");
        assertThat(lines).anyMatch(line -> line.matches("#\\[Max .*Total count *= *1000]"));
    }

    @Test
    void eachPeerAndKindHasAFile() throws IOException {
        List<Path> files = HgrmFiles.write(
                List.of(
                        outcome("ccache", 0, "", Map.of("batch", histogram(1_000, 3), "start", histogram(500, 3))),
                        outcome(Arm.CONTROL, 0, "", Map.of("batch", histogram(1_000, 3)))),
                folder);
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder(
                        "open-loop-ccache-batch.hgrm", "open-loop-ccache-start.hgrm", "open-loop-ccache-aa-batch.hgrm");
        assertThat(files).allMatch(Files::isRegularFile);
    }

    @Test
    void writesAgainOverWhatIsThere() throws IOException {
        HgrmFiles.write(List.of(outcome("ccache", 0, "", Map.of("batch", histogram(1_000, 3)))), folder);
        Path file = HgrmFiles.write(List.of(outcome("ccache", 0, "", Map.of("batch", histogram(7_000, 4)))), folder)
                .getFirst();
        assertThat(Files.readString(file)).contains("7.003").doesNotContain("1.000 ");
    }

    @Test
    void withoutLatenciesThereIsNoFolder() throws IOException {
        assertThat(HgrmFiles.write(
                        List.of(
                                outcome("ccache", 0, "", Map.of()),
                                Outcome.without("open-loop", "tcmalloc", 0, "not installed", true)),
                        folder))
                .isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void twoPeersNeverShareAFile() {
        assertThatThrownBy(() -> HgrmFiles.write(
                        List.of(
                                outcome("a b", 0, "", Map.of("batch", histogram(1, 1))),
                                outcome("a-b", 0, "", Map.of("batch", histogram(1, 1)))),
                        folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("open-loop-a-b-batch.hgrm");
    }
}
