package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each experiment with its processes, as small as {@code --quick} makes it. */
class QuickRunTest {
    private static final String REFUSAL = "cids-32: SKIP quick";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cc-vs-tc", "cid-vs-cpu", "hybrid", "span-cache"})
    void everyProcessAnswers(String name) throws IOException, InterruptedException {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE);
        Path guests = Files.writeString(folder.resolve("guests.txt"), REFUSAL + "\n");
        Findings findings = new Reproduction(folder, "abc")
                .run(Experiments.named(name), new Conditions(true, folder.resolve("scratch"), guests));
        assertThat(findings.checks())
                .isNotEmpty()
                .extracting(Check::expected)
                .noneMatch(expected -> expected.startsWith("a process for"));
        assertThat(findings.checks())
                .filteredOn(check ->
                        check.expected().contains(" time ") || check.expected().contains("hybrid's time"))
                .as("a smoke run tells nothing of times")
                .extracting(Check::verdict)
                .allMatch(Verdict.OPEN::equals);
        List<String> raw = Files.readAllLines(folder.resolve("experiments").resolve(name + ".json"));
        assertThat(raw).hasSizeGreaterThan(2);
        Path page = folder.resolve("experiments").resolve(name + ".md");
        String text = Files.readString(page);
        assertThat(text)
                .contains("# " + name, "**Verdict: " + findings.verdict().words());
        Files.delete(page);
        new Reproduction(folder, "other").again(Experiments.named(name));
        assertThat(page).as("made once more of the raw data").hasContent(text);
        assertThat(folder.resolve("experiments.md"))
                .content()
                .contains("[" + name + "]", "**" + findings.verdict().words() + "**");
    }
}
