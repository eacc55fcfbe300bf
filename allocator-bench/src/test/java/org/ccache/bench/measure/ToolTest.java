package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTest {
    @TempDir
    private Path folder;

    @Test
    void whatItSaysInItsFolderComesBack() throws IOException, InterruptedException {
        assertThat(Tool.run(folder, "sh", "-c", "pwd; echo a word >&2")).isEqualTo(folder.toRealPath() + "\na word\n");
        assertThat(Tool.run(Path.of(""), "pwd").strip())
                .isEqualTo(Path.of("").toRealPath().toString());
    }

    @Test
    void oneThatFailsIsToldWithItsLastWords() {
        assertThatThrownBy(() -> Tool.run(folder, "sh", "-c", "echo first; echo last >&2; exit 3"))
                .isInstanceOf(IOException.class)
                .hasMessage("sh failed, exit status 3: last");
        assertThatThrownBy(() -> Tool.run(folder, "false"))
                .isInstanceOf(IOException.class)
                .hasMessage("false failed, exit status 1: it said nothing");
    }

    @Test
    void oneThatIsMissingIsNamed() {
        assertThatThrownBy(() -> Tool.run(folder, "no-such-tool"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-tool");
    }

    @Test
    void oneThatDoesNotEndIsStopped() {
        assertThatThrownBy(() -> Tool.run(1, folder, "sh", "-c", "echo begun; sleep 300"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("sh was stopped after 1 s: ");
    }

    /** It may hold what the tool was given to say things on. */
    @Test
    void whatItLeavesBehindIsNotWaitedFor() throws IOException, InterruptedException {
        String pid = assertTimeoutPreemptively(
                Duration.ofMinutes(2), () -> Tool.run(folder, "sh", "-c", "sleep 300 & echo $!"));
        ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }
}
