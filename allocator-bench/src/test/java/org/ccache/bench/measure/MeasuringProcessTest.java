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
        assertThat(MeasuringProcess.reason(1, errors, List.of()))
                .isEqualTo("exit code 1: java.lang.OutOfMemoryError: no more");
        assertThat(MeasuringProcess.reason(137, errors, List.of())).startsWith("killed by signal 9");
    }

    /** As the JVM prints it, between more of its lines. */
    @Test
    void aCrashIsToldWithThePlaceWhereItWas() throws IOException {
        List<String> output = List.of(
                "#",
                "# A fatal error has been detected by the Java Runtime Environment:",
                "#",
                "#  SIGSEGV (0xb) at pc=0x00007f33e8f0d119, pid=4711, tid=4712",
                "#",
                "# JRE version: OpenJDK Runtime Environment (25.0.3)",
                "# Problematic frame:",
                "# C  [libcrash.so+0x1119]  malloc+0x29",
                "#");
        Path errors = Files.createFile(folder.resolve("errors"));
        assertThat(MeasuringProcess.reason(1, errors, output))
                .isEqualTo("killed by signal 11, SIGSEGV in C [libcrash.so+0x1119] malloc+0x29");
        assertThat(MeasuringProcess.reason(134, errors, output.subList(0, 5)))
                .isEqualTo("killed by signal 11, SIGSEGV");
        assertThat(MeasuringProcess.reason(134, errors, output.subList(0, 3))).isEqualTo("killed by signal 6");
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
