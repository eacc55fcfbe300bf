package org.ccache.bench.first;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Json;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.suite.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartRunTest {
    @TempDir
    private Path folder;

    @Test
    void armsAreTheProductItsControlAndThePeersAndWithCachesAllButTheControlAgain() {
        assertThat(StartArm.of(List.of("malloc", "ccache", "malloc"), true))
                .extracting(StartArm::title)
                .containsExactly("ccache", "ccache (A/A)", "malloc", "ccache, AOT cache", "malloc, AOT cache");
        assertThat(StartArm.of(List.of("malloc"), false)).hasSize(3).noneMatch(StartArm::ahead);
    }

    @Test
    void everyArmHasAProcessInEveryRound() throws IOException, InterruptedException {
        ResultFolder results = new ResultFolder(folder);
        results.begin(Map.of());
        List<StartArm> arms = StartArm.of(List.of("malloc"), false);
        new StartRun(List.of(StartWorkloads.BURST), arms, 2, 1, 30).run(results, done -> {
            assertThat(done).isBetween(0.0, 1.0);
        });
        List<StartRow> rows = Files.readAllLines(folder.resolve(Results.RESULTS)).stream()
                .map(line -> Json.parse(line, StartRow.class))
                .toList();
        assertThat(rows).hasSize(6).allSatisfy(row -> {
            assertThat(row.outcome().failure()).isEmpty();
            assertThat(row.workload()).isEqualTo(StartWorkloads.BURST);
        });
        assertThat(rows.subList(0, 3)).extracting(StartRow::round).containsOnly(0);
        assertThat(rows.subList(3, 6)).extracting(StartRow::round).containsOnly(1);
        for (List<StartRow> round : List.of(rows.subList(0, 3), rows.subList(3, 6))) {
            assertThat(round).extracting(StartRow::arm).containsExactlyInAnyOrder("ccache", "ccache (A/A)", "malloc");
        }
    }

    @Test
    void aProcessThatFailsIsARowWithItsReason() throws IOException, InterruptedException {
        ResultFolder results = new ResultFolder(folder);
        results.begin(Map.of());
        Path noTrace = Files.writeString(folder.resolve("none.trace"), "nothing of a trace");
        new StartRun(List.of(noTrace.toString()), List.of(new StartArm("malloc", false, false)), 1, 1, 30)
                .run(results, _ -> {});
        assertThat(Files.readAllLines(folder.resolve(Results.RESULTS)))
                .singleElement()
                .satisfies(line -> assertThat(
                                Json.parse(line, StartRow.class).outcome().failure())
                        .isNotEmpty());
    }
}
