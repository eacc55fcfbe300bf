package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Json;
import org.ccache.bench.suite.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    private Path folder;

    @Test
    void aTornLastLineIsNamedAndTheRestCounts() throws IOException {
        String line = Json.line(new MadeOutcomes().of("larson", Arm.OURS, 0, 10, 1));
        Files.writeString(
                folder.resolve("results.jsonl"), line + "\n" + line + "\n" + line.substring(0, line.length() / 2));
        Files.writeString(folder.resolve("env.json"), Json.line(Map.of("kernel", "6.18")));
        Results read = Results.read(folder);
        assertThat(read.outcomes()).hasSize(2);
        assertThat(read.fact("kernel")).isEqualTo("6.18");
        assertThat(read.problems()).singleElement().asString().contains("line 3");
        assertThat(new MarkdownReport(new SuiteResults(read)).markdown())
                .contains("results.jsonl line 3 is no whole outcome");
    }

    @Test
    void aFolderThatJustBeganHasAReportToo() throws IOException {
        Files.writeString(folder.resolve("results.jsonl"), "");
        Results read = Results.read(folder);
        assertThat(read.problems()).singleElement().asString().contains("env.json is missing");
        SuiteResults results = new SuiteResults(read);
        assertThat(new MarkdownReport(results).markdown()).contains("no process has ended yet");
        assertThat(new HtmlPage(results).html())
                .contains("no process has ended yet")
                .contains("id=\"errors\"");
    }

    @Test
    void aLineOfSomethingElseIsNamed() throws IOException {
        Files.writeString(folder.resolve("results.jsonl"), "{\"workload\":\"larson\"}\n");
        assertThat(Results.read(folder).problems()).anyMatch(text -> text.contains("line 1 lacks fields"));
    }

    @Test
    void noResultsIsAnError() {
        assertThatThrownBy(() -> Results.read(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("results.jsonl");
    }
}
