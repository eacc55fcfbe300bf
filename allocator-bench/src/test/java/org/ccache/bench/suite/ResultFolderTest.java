package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    @TempDir
    Path path;

    private ResultFolder folder;

    @BeforeEach
    void open() {
        folder = new ResultFolder(path.resolve("results"));
    }

    @Test
    void keepsTheEnvironmentAndEachOutcome() throws IOException {
        folder.begin(Map.of("kernel", "6.18"));
        assertThat(folder.read().environment()).containsExactly(Map.entry("kernel", "6.18"));
        assertThat(folder.read().outcomes()).isEmpty();
        folder.append(PlainOutcomes.of("larson", "ccache", 0, 12));
        folder.append(PlainOutcomes.of("larson", "malloc", 0, 24));
        assertThat(folder.read().outcomes())
                .containsExactly(
                        PlainOutcomes.of("larson", "ccache", 0, 12), PlainOutcomes.of("larson", "malloc", 0, 24));
        assertThat(folder.read().problems()).isEmpty();
    }

    @Test
    void aLineCutShortIsNamedAndRepairedBeforeTheNext() throws IOException {
        folder.begin(Map.of());
        folder.append(PlainOutcomes.of("larson", "ccache", 0, 12));
        Path lines = folder.path().resolve("results.jsonl");
        Files.writeString(lines, "{\"workload\":\"lars", StandardOpenOption.APPEND);
        assertThat(folder.read().outcomes()).hasSize(1);
        assertThat(folder.read().problems()).containsExactly("results.jsonl line 2 is no whole outcome and is ignored");
        folder.repair();
        folder.append(PlainOutcomes.of("larson", "malloc", 0, 24));
        assertThat(folder.read().outcomes()).hasSize(2);
        assertThat(folder.read().problems()).isEmpty();
    }

    @Test
    void aLineThatIsNoResultIsNamed() throws IOException {
        folder.begin(Map.of());
        Files.writeString(folder.path().resolve("results.jsonl"), "{\"workload\":[1]}\n");
        assertThat(folder.read().problems()).containsExactly("results.jsonl line 1 is no whole outcome and is ignored");
    }
}
