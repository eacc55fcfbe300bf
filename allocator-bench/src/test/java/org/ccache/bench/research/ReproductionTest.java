package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Table;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.page.PictureFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
    @TempDir
    private Path folder;

    private static final class Sample extends Experiment {
        Sample() {
            super(new Premise("sample", "a sample", "one is 1", "one is one", "1 = 1", "counting"));
        }

        @Override
        public void run(Conditions conditions, Findings findings) {
            findings.text("Some words.")
                    .table("Numbers:", new Table("what", "n").row("one", "1"))
                    .picture(Picture.lines(
                            "sample-curve",
                            "one over x",
                            "one",
                            Axis.linear("x"),
                            Axis.log("y"),
                            List.of(Line.measured("seen", List.of(1, 2), List.of(1.0, 2.0)))))
                    .picture(Picture.lines(
                            "sample-nothing",
                            "nothing",
                            "nothing",
                            Axis.linear("x"),
                            Axis.linear("y"),
                            List.of(Line.measured("not seen", List.of(), List.of()))))
                    .attachment(".txt", "transcript", "1\n")
                    .raw(Map.of("one", 1))
                    .count("aborts", 3)
                    .count("aborts", 4)
                    .check("one is 1", "1", Verdict.of(conditions.choose(true, false)));
        }
    }

    private Reproduction reproduction() {
        return new Reproduction(folder, "abc", List.of(new Sample()));
    }

    @Test
    void writesAPagePicturesRawDataAndTheSummary() throws IOException, InterruptedException {
        Conditions conditions = new Conditions(true, folder.resolve("scratch"), null);
        Verdict verdict = reproduction().run(new Sample(), conditions).verdict();
        assertThat(verdict).isEqualTo(Verdict.HOLDS);
        assertThat(folder.resolve("scratch")).isDirectory();
        assertThat(folder.resolve("experiments.md"))
                .content()
                .contains("\n| [sample](experiments/sample.md) | a sample | **holds** | one is 1: **1** |\n");
        Path files = folder.resolve("experiments");
        assertThat(files.resolve("sample.md"))
                .content()
                .startsWith("# sample\n\n*A sample.* `scripts/reproduce sample`")
                .contains("**Claim.** one is one", "Numbers:\n\n| what |", "![one over x](sample-curve.svg)")
                .contains("[transcript](sample.txt)", "- one is 1: seen 1 – holds", "**Verdict: holds.**")
                .contains("aborts 7; revision abc;", "quick, nothing to publish");
        assertThat(files.resolve("sample-curve.svg"))
                .content()
                .contains("<svg", "seen")
                .doesNotContain("not seen");
        assertThat(files.resolve("sample-nothing.svg")).doesNotExist();
        Path again = Files.createDirectory(folder.resolve("again"));
        PictureFiles.writeAll(RawData.read(files.resolve("sample.json")).pictures(), again);
        assertThat(again.resolve("sample-curve.svg")).hasSameTextualContentAs(files.resolve("sample-curve.svg"));
        assertThat(files.resolve("sample.txt")).hasContent("1\n");
        List<String> raw = Files.readAllLines(files.resolve("sample.json"));
        assertThat(raw).hasSize(2);
        assertThat(raw.getFirst()).contains("\"verdict\":\"HOLDS\"").contains("\"revision\":\"abc\"");
        assertThat(raw.getLast()).isEqualTo("{\"one\":1}");
    }

    @Test
    void aClaimThatDoesNotHoldIsSaidToFail() throws IOException, InterruptedException {
        reproduction().run(new Sample(), new Conditions(false, folder.resolve("scratch"), null));
        assertThat(folder.resolve("experiments/sample.md"))
                .content()
                .contains("**Verdict: does not hold.**")
                .doesNotContain("quick");
        assertThat(folder.resolve("experiments.md")).content().contains("**does not hold**");
    }

    @Test
    void unknownNamesAreAnsweredWithTheKnown() {
        assertThatThrownBy(() -> Experiments.named("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Experiments.names().toString());
    }
}
