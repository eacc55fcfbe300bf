package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ccache.bench.measure.Json;
import org.ccache.bench.suite.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path folder;

    private static int run(String... arguments) {
        return Commands.line().setErr(new PrintWriter(new StringWriter())).execute(arguments);
    }

    @Test
    void writesBothFormsAndTheReadmesTable() throws IOException {
        Outcome skip = Outcome.without("glibc-thread", "mimalloc", 0, "it is not installed", true);
        Files.writeString(folder.resolve("results.jsonl"), Json.line(skip) + "\n");
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "<!-- suite:begin x -->\n<!-- suite:end -->\n");
        assertThat(run("report", folder.toString())).isZero();
        assertThat(folder.resolve("report.md")).content().contains("it is not installed");
        assertThat(folder.resolve("report.html")).content().contains("it is not installed");
        assertThat(run("readme", folder.toString(), "--file=" + readme)).isZero();
        assertThat(readme).content().contains("mimalloc").doesNotContain("suite:begin x");
    }

    @Test
    void aFolderWithoutResultsIsAnError() {
        assertThat(run("report", folder.toString())).isNotZero();
    }
}
