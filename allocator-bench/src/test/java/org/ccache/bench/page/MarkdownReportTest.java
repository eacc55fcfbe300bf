package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.suite.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownReportTest {
    @TempDir
    private Path folder;

    private final SuiteResults results = new SuiteResults(
            new Results("made-up", SyntheticResults.environment(), new SyntheticResults(3, 5).outcomes(), List.of()),
            SyntheticResults.catalogue());

    /** The row of a table that begins with a cell, without padding. */
    private static String row(String markdown, String heading, String first) {
        String section = markdown.substring(markdown.indexOf(heading));
        return section.lines()
                .map(line -> line.replaceAll(" +", " "))
                .filter(line -> line.startsWith("| " + first + " |"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hasTheNumbersOfTheModel() {
        String markdown = new MarkdownReport(results).markdown();
        for (PeerFacts peer : results.peers()) {
            String row = row(markdown, "## Geometric means", peer.name());
            for (Quantity quantity : Quantity.values()) {
                Optional<Geomean> mean = results.geomean(quantity, peer.name());
                mean.ifPresent(found -> assertThat(row)
                        .contains(found.text())
                        .contains(found.missing().isEmpty() ? "" : found.coverage()));
            }
        }
        for (WorkloadResults workload : results.workloads()) {
            PeerRatio best = workload.best(Quantity.TIME, results.peers(PeerGroup.OUTSIDE))
                    .orElseThrow();
            String name = workload.name() + (workload.facts().processorTime() ? " (cpu)" : "");
            assertThat(row(markdown, "## Time, each", name))
                    .contains(best.text(), best.peer(), best.difference().word(Quantity.TIME))
                    .contains(Figures.nanos(workload.median(Quantity.TIME, best.peer())));
        }
        assertThat(markdown).contains("arrow is not in this build").contains("Map failed");
    }

    @Test
    void theReadmesBlockIsCurrentUntilAFigureOrAPictureChanges() throws IOException {
        Path run = folder.resolve("docs/run");
        new SyntheticResults(3, 3).write(run);
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "before\n\n<!-- suite:begin somewhere -->\n<!-- suite:end -->\nafter\n");
        assertThat(ReadmeBlock.update(readme, run)).isTrue();
        assertThat(ReadmeBlock.update(readme, run)).isFalse();
        assertThat(ReadmeBlock.current(readme)).isTrue();
        String text = Files.readString(readme);
        assertThat(text).startsWith("before\n\n<!-- suite:begin docs/run -->").endsWith("<!-- suite:end -->\nafter\n");
        Optional<Geomean> malloc = new SuiteResults(Results.read(run)).geomean(Quantity.TIME, "malloc");
        // An interval is not broken on a narrow page.
        String interval = malloc.orElseThrow().ratio().toString().replace(", ", ",\u00a0");
        assertThat(text).contains(interval);
        Files.writeString(readme, text.replace(interval, "0.001 [0.001, 0.001]"));
        assertThat(ReadmeBlock.current(readme)).isFalse();
        for (String name : List.of(
                "measured-light.svg", "measured-dark.svg", "measured-narrow-light.svg", "measured-narrow-dark.svg")) {
            assertThat(ReadmeBlock.update(readme, run)).as("before %s", name).isTrue();
            assertThat(ReadmeBlock.current(readme)).as("before %s", name).isTrue();
            Path picture = folder.resolve("docs/pictures").resolve(name);
            Files.writeString(picture, Files.readString(picture).replace("malloc", "mallow"));
            assertThat(ReadmeBlock.current(readme)).as(name).isFalse();
        }
    }

    @Test
    void theReadmesBlockIsShortAndLinksToTheRest() throws IOException {
        Path run = folder.resolve("docs/run");
        new SyntheticResults(3, 3).write(run);
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "<!-- suite:begin somewhere -->\n<!-- suite:end -->\n");
        ReadmeBlock.update(readme, run);
        List<String> lines = Files.readAllLines(readme);
        assertThat(lines).allMatch(line -> line.length() <= 120);
        assertThat(lines.stream().filter(line -> line.startsWith("| "))).hasSizeBetween(2, 9);
        assertThat(lines.stream().filter(line -> line.startsWith("- `"))).hasSize(5);
        assertThat(String.join("\n", lines))
                .contains("(docs/run/report.md#")
                .contains("media=\"(prefers-color-scheme: dark)\"", "media=\"(max-width: 600px)\"");
    }

    @Test
    void aReadmeWithoutMarksIsRefused() throws IOException {
        Path readme = Files.writeString(folder.resolve("README.md"), "nothing\n");
        assertThatThrownBy(() -> ReadmeBlock.current(readme))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("suite:begin");
    }
}
