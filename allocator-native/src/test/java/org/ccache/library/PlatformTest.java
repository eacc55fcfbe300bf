package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlatformTest {
    @TempDir
    private Path folder;

    @Test
    void theArchitectureHasOneName() {
        assertThat(Platform.architecture()).isIn("x86_64", "aarch64", System.getProperty("os.arch"));
        assertThat(Platform.architecture()).isNotEqualTo("amd64").isNotEqualTo("arm64");
    }

    @Test
    void anEmptyFileIsReadAndAMissingOneIsNot() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThat(Platform.read(empty.toString())).isEmpty();
        assertThat(Platform.textIfRead(empty.toString())).isEmpty();
        String missing = folder.resolve("missing").toString();
        assertThat(Platform.read(missing)).isNull();
        assertThat(Platform.textIfRead(missing)).isNull();
        assertThat(Platform.text(missing)).isEmpty();
    }

    /** A channel would be closed by the interrupt, and the machine taken for another one. */
    @Test
    void anInterruptCutsNoFileShort() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), " 0-3\n");
        Thread.currentThread().interrupt();
        assertThat(Platform.text(file.toString())).isEqualTo("0-3");
        assertThat(Thread.interrupted()).isTrue();
    }
}
