package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuringProcessTest {
    @TempDir
    Path folder;

    @Test
    void theReasonOfAFailureIsItsFirstError() throws IOException {
        Path errors = folder.resolve("errors");
        Files.writeString(errors, "a warning\njava.lang.OutOfMemoryError: no more\n\tat x\n");
        assertThat(MeasuringProcess.reason(1, errors)).isEqualTo("exit code 1: java.lang.OutOfMemoryError: no more");
        assertThat(MeasuringProcess.reason(137, errors)).startsWith("killed by signal 9");
    }

    @Test
    void aProcessThatPrintsALineIsAnswered() throws Exception {
        assertThat(MeasuringProcess.run(List.of("sh", "-c", "echo one; echo two"), 60))
                .isEqualTo(new MeasuringProcess.Answer("one", ""));
    }

    @Test
    void aProcessThatFailsHangsOrSaysNothingIsAnAnswerWithAReason() throws Exception {
        assertThat(MeasuringProcess.run(List.of("sh", "-c", "echo error: so it is >&2; exit 3"), 60)
                        .failure())
                .isEqualTo("exit code 3: error: so it is");
        assertThat(MeasuringProcess.run(List.of("true"), 60).failure()).isEqualTo("exit code 0");
        assertThat(MeasuringProcess.run(List.of("sleep", "60"), 1).failure()).isEqualTo("stopped after 1 s");
    }
}
