package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.research.length.LengthResult;
import org.ccache.bench.research.length.LengthSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTest {
    private static final Path COMMITTED = Path.of("..", "docs", "experiments");

    @TempDir
    private Path docs;

    /** An experiment that measures something else by now must not publish the old figures as the new ones. */
    @Test
    void measurementsOfAnotherTaskAreRefused() throws IOException {
        Recorded recorded = Recorded.read(COMMITTED, "section-length");
        LengthSettings other = new LengthSettings(9, 0, List.of(10L), 1000, 20);
        assertThatThrownBy(() -> recorded.answer(other, LengthResult.class, new Findings()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("section-length.json has measurements of {rivals=0")
                .hasMessageContaining("not of {\"rivals\":9");
    }

    /** It was left by an earlier run; the one that is recorded had no tools. */
    @Test
    void aTranscriptOfAnotherRunIsNotUsed() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(docs.resolve("experiments"));
        Files.copy(COMMITTED.resolve("gdb.txt"), folder.resolve("gdb.txt"));
        RawData raw = RawData.read(COMMITTED.resolve("gdb.json"));
        Check missing = new Check("gdb, a C compiler and binutils are here", "no gdb", Verdict.OPEN);
        new RawData(raw.run(), raw.counters(), List.of(missing), Verdict.OPEN, List.of())
                .write(folder.resolve("gdb.json"), List.of());
        assertThat(new Reproduction(docs, "another")
                        .again(Experiments.named("gdb"))
                        .checks())
                .containsExactly(missing);
    }
}
