package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Json;
import org.ccache.bench.suite.Outcome;
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
        String text = Files.readString(readme);
        assertThat(text).startsWith("before\n\n<!-- suite:begin docs/run -->").endsWith("<!-- suite:end -->\nafter\n");
        Optional<Geomean> malloc = new SuiteResults(Results.read(run)).geomean(Quantity.TIME, "malloc");
        // An interval is not broken on a narrow page.
        String interval = malloc.orElseThrow().ratio().toString().replace(", ", ",\u00a0");
        assertThat(text).contains(interval).contains("[95\u00a0%]");
        Files.writeString(readme, text.replace(interval, "0.001 [0.001, 0.001]"));
        assertThat(ReadmeBlock.current(readme)).isFalse();
        Files.writeString(readme, text);
        for (String name : List.of(
                "measured-light.svg", "measured-dark.svg", "measured-narrow-light.svg", "measured-narrow-dark.svg")) {
            Path picture = folder.resolve("docs/pictures").resolve(name);
            String drawn = Files.readString(picture);
            Files.writeString(picture, drawn.replace("malloc", "mallow"));
            assertThat(ReadmeBlock.current(readme)).as(name).isFalse();
            Files.writeString(picture, drawn);
        }
        assertThat(ReadmeBlock.current(readme)).isTrue();
        Files.writeString(folder.resolve("docs/pictures/measured-dark.svg"), "another");
        assertThat(ReadmeBlock.update(readme, run)).isTrue();
        assertThat(ReadmeBlock.current(readme)).isTrue();
    }

    /** That has the block of a run and nothing else. */
    private String readme(Path run) throws IOException {
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "<!-- suite:begin somewhere -->\n<!-- suite:end -->\n");
        ReadmeBlock.update(readme, run);
        return Files.readString(readme);
    }

    @Test
    void theReadmesBlockIsShortAndLinksToTheRest() throws IOException {
        Path run = folder.resolve("docs/run");
        new SyntheticResults(3, 3).write(run);
        List<String> lines = readme(run).lines().toList();
        assertThat(lines).allMatch(line -> line.length() <= 120);
        assertThat(lines.stream().filter(line -> line.startsWith("| "))).hasSizeBetween(3, 10);
        assertThat(lines.stream().filter(line -> line.startsWith("- `"))).hasSize(5);
        assertThat(String.join("\n", lines))
                .contains("(docs/run/report.md#")
                .contains("media=\"(prefers-color-scheme: dark)\"", "media=\"(max-width: 600px)\"");
    }

    @Test
    void whatHasOneRoundHasNoIntervalAndTheControlStandsAboveAll() throws IOException {
        Path run = folder.resolve("docs/run");
        new SyntheticResults(3, 1).write(run);
        List<String> rows = readme(run)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
        assertThat(rows.getFirst()).isEqualTo("| ccache ÷ | time | memory |");
        assertThat(rows.get(1)).matches("\\| ccache \\(A/A\\) \\| [0-9.]+ \\| [0-9.]+ \\|");
        String report = new MarkdownReport(new SuiteResults(Results.read(run))).markdown();
        assertThat(row(report, "## Geometric means", Arm.CONTROL)).matches(".*\\| control \\| [0-9.]+ \\| [0-9.]+ \\|");
    }

    /** Ours takes 10 ns untouched and 12 touched, malloc 20 and 6. */
    private static List<Outcome> loops(int rounds) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (String peer : List.of(Arm.OURS, Arm.CONTROL)) {
                outcomes.add(new MadeOutcomes().of("pair", peer, round, 10, 1 << 20));
                outcomes.add(new MadeOutcomes().of("pair-touched", peer, round, 12, 1 << 20));
            }
            outcomes.add(new MadeOutcomes().of("pair", "malloc", round, 20, 1 << 20));
            outcomes.add(new MadeOutcomes().of("pair-touched", "malloc", round, 6, 1 << 20));
            outcomes.add(new MadeOutcomes().of("pair", "void", round, 2, 1 << 20));
        }
        return outcomes;
    }

    @Test
    void loopsStandBesideTheirTouchedForms() throws IOException {
        SuiteResults own = new SuiteResults(new Results("made-up", Map.of(), loops(1), List.of()));
        MarkdownReport report = new MarkdownReport(own);
        assertThat(report.markdown()).startsWith("# ccache beside 2 peers on 2 loops");
        assertThat(row(report.markdown(), "## Loops", "loop")).endsWith("| pair | pair-touched |");
        assertThat(row(report.markdown(), "## Loops", "ccache, ns/op")).endsWith("| 10.00 | 12.00 |");
        assertThat(row(report.markdown(), "## Loops", "÷ ccache (A/A)")).endsWith("| 1.000 | 1.000 |");
        assertThat(row(report.markdown(), "## Loops", "÷ malloc")).endsWith("| 0.500 | **2.000** |");
        assertThat(row(report.markdown(), "## Loops", "÷ void")).endsWith("| 5.000 | – |");
        assertThat(report.summary()).contains("## Loops").doesNotContain("## Geometric means");
        assertThat(new HtmlPage(own).html()).contains("id=\"loops-section\"", "pair-touched", "<strong>2.000</strong>");
        assertThat(new HtmlPage(results).html()).doesNotContain("id=\"loops-section\"");
        assertThat(new MarkdownReport(results).markdown()).doesNotContain("## Loops");
        SuiteResults often = new SuiteResults(new Results("made-up", Map.of(), loops(3), List.of()));
        assertThat(row(new MarkdownReport(often).markdown(), "## Loops", "÷ malloc"))
                .contains("0.500 [0.500, 0.500]");
    }

    @Test
    void theReadmesBlockQuotesTouchedLoops() throws IOException {
        Path run = folder.resolve("docs/run");
        new SyntheticResults(3, 3).write(run);
        Files.write(
                run.resolve(Results.RESULTS), loops(3).stream().map(Json::line).toList(), StandardOpenOption.APPEND);
        String text = readme(run);
        assertThat(row(text, "Calls alone", "ccache ÷")).isEqualTo("| ccache ÷ | pair-touched |");
        assertThat(row(text, "Calls alone", "ccache (A/A)")).isEqualTo("| ccache (A/A) | 1.00 |");
        assertThat(row(text, "Calls alone", "malloc")).isEqualTo("| malloc | **2.00** |");
        assertThat(row(text, "Calls alone", "ccache itself, ns")).isEqualTo("| ccache itself, ns | 12.0 |");
        assertThat(text).contains("report.md#loops-calls-alone");
        assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void aReadmeWithoutMarksIsRefused() throws IOException {
        Path readme = Files.writeString(folder.resolve("README.md"), "nothing\n");
        assertThatThrownBy(() -> ReadmeBlock.current(readme))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("suite:begin");
    }
}
