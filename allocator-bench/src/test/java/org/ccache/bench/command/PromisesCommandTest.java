package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Promise;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.ratio.ColdProgram;
import org.ccache.bench.ratio.ColdStartTimes;
import org.ccache.bench.ratio.RatioSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromisesCommandTest {
    private static final Path ROOT = Path.of("..");

    @TempDir
    private Path folder;

    private static String row(String text, Promise promise) {
        return text.lines()
                .filter(line -> line.startsWith("| " + promise.what() + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row: " + promise.what()));
    }

    @Test
    void everyPromiseIsShownAndThoseOfKeptResultsHaveAFigure() throws IOException {
        String text = PromisesCommand.text(ROOT.resolve("docs"), List.of());
        assertThat(Promises.ALL).doesNotHaveDuplicates().allSatisfy(promise -> {
            assertThat(text).contains("## " + promise.command() + "\n\nSaid in " + promise.source());
            assertThat(row(text, promise)).contains(String.format(Locale.ROOT, "%.3f |", promise.limit()));
        });
        for (Promise promise : List.of(
                Promises.SUITE_TIME,
                Promises.SUITE_EACH_MEMORY,
                Promises.REST,
                Promises.FRAGMENTATION_EACH,
                Promises.COUNTER)) {
            assertThat(row(text, promise)).containsPattern("kept|NOT KEPT");
        }
        assertThat(row(text, Promises.FRAGMENTATION_EACH)).contains("the highest of");
    }

    @Test
    void whatAFurtherFolderHoldsIsTheLatest() throws IOException {
        Map<String, double[]> nanos = Map.of("ccache", new double[] {2, 2}, "malloc", new double[] {10, 10});
        Files.writeString(
                folder.resolve("ratios.jsonl"),
                Json.line(new RatioSamples(Map.of("PAIR", nanos, "SLOT_REPLACE", nanos), List.of(), 0)));
        Files.writeString(
                folder.resolve("coldstart.json"),
                Json.line(new ColdStartTimes(Map.of(
                        ColdProgram.ONE_DOWNCALL, new double[] {1e8},
                        ColdProgram.FIRST_ALLOCATION, new double[] {2e8},
                        ColdProgram.FIRST_ALLOCATION_AHEAD, new double[] {5e7}))));
        String text = PromisesCommand.text(folder, List.of(folder));
        assertThat(text).contains("Figures of " + folder);
        assertThat(row(text, Promises.PAIR_MALLOC)).contains("0.200 [0.200, 0.200]", "| ", "kept");
        assertThat(row(text, Promises.PAIR_TCMALLOC)).contains("not measured");
        assertThat(row(text, Promises.START)).contains("2.000 [2.000, 2.000]", "NOT KEPT");
        assertThat(row(text, Promises.START_AHEAD))
                .contains("0.500 [0.500, 0.500]")
                .doesNotContain("NOT");
        assertThat(row(text, Promises.SUITE_TIME)).contains("not measured");
    }
}
