package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    private static final Path DOCS = Path.of("..", "docs");

    @TempDir
    private Path folder;

    /** Its name is all that is said of it. */
    private static final class Named extends Experiment {
        Named(String name) {
            super(new Premise(name, name, name, name, name, name));
        }

        @Override
        public void run(Conditions conditions, Findings findings) {
            throw new UnsupportedOperationException();
        }
    }

    private final Summary summary = new Summary(List.of(new Named("a"), new Named("b"), new Named("c")));

    private void ran(String name, Check... checks) throws IOException {
        Findings findings = new Findings();
        for (Check check : checks) {
            findings.check(check.expected(), check.seen(), check.verdict());
        }
        new RawData(new ExperimentPage.Run(Map.of(), "abc", 1, false), findings)
                .write(folder.resolve(name + ".json"), List.of("{}"));
    }

    @Test
    void rowsStandInTheirOrderWhateverRanFirst() throws IOException {
        ran("c", new Check("c", "3", Verdict.HOLDS));
        ran("a", new Check("a", "1", Verdict.FAILS));
        assertThat(summary.of(folder))
                .contains(
                        "| [a](experiments/a.md) | a | **does not hold** | a: **1** |",
                        "| [c](experiments/c.md) | c | **holds** | c: **3** |")
                .containsSubsequence("[a]", "[c]")
                .doesNotContain("[b]");
    }

    @Test
    void onlyTheRowItselfIsReplaced() throws IOException {
        ran("a", new Check("a", "1", Verdict.HOLDS));
        ran("b", new Check("b", "2", Verdict.HOLDS));
        String before = summary.of(folder);
        ran("b", new Check("b", "5", Verdict.HOLDS));
        assertThat(summary.of(folder)).isEqualTo(before.replace("b: **2**", "b: **5**"));
    }

    @Test
    void theCheckThatSaysMostHasTheVerdictOfAll() throws IOException {
        ran("a", new Check("first", "0", Verdict.HOLDS), new Check("the a of it", "1", Verdict.HOLDS));
        ran("b", new Check("the b of it", "2", Verdict.HOLDS), new Check("other", "3", Verdict.FAILS));
        ran("c");
        assertThat(summary.of(folder))
                .contains("the a of it: **1**", "other: **3**", "| **cannot be told** | any check: **none** |");
    }

    @Test
    void aBarStaysInItsCell() throws IOException {
        ran("a", new Check("a|b", "1|2", Verdict.HOLDS));
        assertThat(summary.of(folder)).contains("| a\\|b: **1\\|2** |");
    }

    @Test
    void rawDataWithoutAVerdictAreRefused() throws IOException {
        Path file = folder.resolve("a.json");
        Files.writeString(file, "{\"nanos\":3}\n");
        assertThatThrownBy(() -> summary.of(folder)).hasMessageContaining("a.json begins with no verdict");
        Files.writeString(file, "");
        assertThatThrownBy(() -> summary.of(folder)).hasMessageContaining("a.json is empty");
    }

    /** To bring it up to date: scripts/reproduce summary. */
    @Test
    void theDocumentIsWhatTheRawDataGive() throws IOException {
        assertThat(DOCS.resolve("experiments.md"))
                .content()
                .isEqualTo(new Summary(Experiments.all()).of(DOCS.resolve("experiments")));
    }

    @Test
    void theFigureThatAnExperimentNamesIsThere() throws IOException {
        for (Experiment experiment : Experiments.all()) {
            RawData raw = RawData.read(DOCS.resolve("experiments").resolve(experiment.name() + ".json"));
            assertThat(raw.deciding(experiment.premise().key()).expected())
                    .contains(experiment.premise().key());
        }
    }

    /** The page is of the run that the raw data are of. */
    @Test
    void eachExperimentHasItsPage() throws IOException {
        for (Experiment experiment : Experiments.all()) {
            Path file = DOCS.resolve("experiments").resolve(experiment.name());
            RawData raw = RawData.read(file.resolveSibling(experiment.name() + ".json"));
            assertThat(file.resolveSibling(experiment.name() + ".md"))
                    .content()
                    .startsWith("# " + experiment.name() + "\n")
                    .contains("**Verdict: " + raw.verdict().words() + ".**")
                    .containsIgnoringWhitespaces("revision " + raw.run().revision() + ";")
                    .containsIgnoringWhitespaces(raw.checks().stream()
                            .map(check -> "- " + check.expected() + ": seen " + check.seen() + " – "
                                    + check.verdict().words())
                            .toArray(String[]::new));
        }
    }
}
