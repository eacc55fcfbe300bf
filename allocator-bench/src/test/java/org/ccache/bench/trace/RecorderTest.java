package org.ccache.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ccache.bench.replay.ReferencePeer;
import org.ccache.bench.replay.ReplayProgram;
import org.ccache.bench.replay.Replayer;
import org.ccache.bench.replay.StampMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records a small C program through {@code scripts/record-trace}. Skipped where no C compiler is installed. */
@Timeout(120)
class RecorderTest {
    // Sizes tell the program's blocks from those of libc. `keep` hides blocks from the optimiser.
    private static final String PROGRAM = """
            #include <pthread.h>
            #include <signal.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/syscall.h>
            #include <sys/wait.h>
            #include <unistd.h>
            static void *volatile keep;
            static void *blocks[1000];
            static void take(int count, size_t size) {
                for (int i = 0; i < count; i++) keep = malloc(size);
            }
            static void *free_all(void *unused) {
                for (int i = 0; i < 1000; i++) free(blocks[i]);
                return unused;
            }
            static void *churn(void *unused) {
                for (int i = 0; i < 20000; i++) { free(malloc(640)); free(malloc(641)); }
                return unused;
            }
            int main(int argc, char **argv) {
                pthread_t threads[4];
                if (argc < 2) return 1;
                if (strcmp(argv[1], "calls") == 0) {
                    void *block = calloc(7, 1111);
                    block = realloc(block, 8888);
                    block = realloc(block, 9999);
                    free(block);
                    if (posix_memalign(&block, 512, 5555) != 0) return 2;
                    free(block);
                    keep = aligned_alloc(64, 6400);
                    free(NULL);
                    _exit(3);
                } else if (strcmp(argv[1], "threads") == 0) {
                    for (int i = 0; i < 1000; i++) blocks[i] = malloc(777);
                    pthread_create(&threads[0], NULL, free_all, NULL);
                    for (int i = 1; i < 4; i++) pthread_create(&threads[i], NULL, churn, NULL);
                    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
                } else if (strcmp(argv[1], "fork") == 0) {
                    take(10, 1111);
                    pid_t child = fork();
                    if (child == 0) { take(500, 2222); _exit(0); }
                    waitpid(child, NULL, 0);
                    child = (pid_t)syscall(SYS_fork);
                    if (child == 0) { take(500, 2222); _exit(0); }
                    waitpid(child, NULL, 0);
                    take(5, 3333);
                } else if (strcmp(argv[1], "kill") == 0) {
                    take(100, 4444);
                    raise(SIGKILL);
                } else if (strcmp(argv[1], "exec") == 0) {
                    take(3, 1234);
                    execl(argv[0], argv[0], "kill", NULL);
                }
                return 0;
            }
            """;

    @TempDir
    private static Path folder;

    private static Path program;

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        if (!process.waitFor(100, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no end of " + Arrays.toString(command));
        }
        return process.exitValue();
    }

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        boolean compiler =
                Stream.of(System.getenv("PATH").split(":")).anyMatch(entry -> Files.isExecutable(Path.of(entry, "cc")));
        assumeTrue(compiler, "no C compiler on PATH");
        program = folder.resolve("program");
        Path source = Files.writeString(folder.resolve("program.c"), PROGRAM);
        assertThat(run("cc", "-O1", "-fno-builtin", "-pthread", "-o", program.toString(), source.toString()))
                .as(() -> log())
                .isZero();
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Records the program and returns its exit status. */
    private static int record(Path trace, String scenario, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of("..", "scripts", "record-trace").toRealPath().toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-o", trace.toString(), "--", program.toString(), scenario));
        return run(command.toArray(String[]::new));
    }

    private static long blocks(Trace trace, long size) {
        long count = 0;
        for (int block = 0; block < trace.blocks(); block++) {
            count += trace.size(block) == size ? 1 : 0;
        }
        return count;
    }

    @Test
    void everyCallIsRecordedUpToUnderscoreExit() throws IOException, InterruptedException {
        Path file = folder.resolve("calls.trace.gz");
        assertThat(record(file, "calls")).as(() -> log()).isEqualTo(3);
        Trace trace = TraceReader.read(file);
        List<String> events = new ArrayList<>();
        for (int event = 0; event < trace.events(); event++) {
            int block = trace.acquired(event) == Trace.NONE ? trace.released(event) : trace.acquired(event);
            events.add(trace.op(event) + " " + trace.size(block) + " " + trace.alignment(block));
        }
        assertThat(events)
                .containsSubsequence(
                        "CALLOC 7777 0",
                        "REALLOC 8888 0",
                        "REALLOC 9999 0",
                        "FREE 9999 0",
                        "ALIGNED 5555 512",
                        "FREE 5555 512",
                        "ALIGNED 6400 64");
        assertThat(trace.program()).endsWith("program calls");
    }

    @Test
    void blocksAreFollowedAcrossThreads() throws IOException, InterruptedException {
        Path file = folder.resolve("threads.trace.gz");
        assertThat(record(file, "threads")).as(() -> log()).isZero();
        Trace trace = TraceReader.read(file);
        TraceSummary summary = TraceSummary.of(trace);
        assertThat(blocks(trace, 777)).isEqualTo(1000);
        assertThat(blocks(trace, 640)).isEqualTo(60_000);
        assertThat(blocks(trace, 641)).isEqualTo(60_000);
        assertThat(summary.threads()).isEqualTo(5);
        assertThat(summary.crossThreadReleases()).isGreaterThanOrEqualTo(1000);
        assertThat(log()).contains("0 lost, 0 releases of unknown blocks, 0 releases missed");
        try (ReferencePeer peer = new ReferencePeer();
                Replayer replayer = new Replayer(ReplayProgram.of(trace), peer)) {
            assertThat(replayer.round(StampMode.FULL).clean()).isTrue();
        }
    }

    @Test
    void aForkedChildIsNotRecorded() throws IOException, InterruptedException {
        Path file = folder.resolve("fork.trace.gz");
        assertThat(record(file, "fork")).as(() -> log()).isZero();
        Trace trace = TraceReader.read(file);
        assertThat(blocks(trace, 1111)).isEqualTo(10);
        assertThat(blocks(trace, 2222)).isZero();
        assertThat(blocks(trace, 3333)).isEqualTo(5);
    }

    @Test
    void nothingIsLostWhenTheProgramIsKilled() throws IOException, InterruptedException {
        Path file = folder.resolve("kill.trace.gz");
        assertThat(record(file, "kill")).as(() -> log()).isEqualTo(128 + 9);
        assertThat(blocks(TraceReader.read(file), 4444)).isEqualTo(100);
    }

    @Test
    void anExecutedProgramIsRecordedApartIfAskedFor() throws IOException, InterruptedException {
        Path file = folder.resolve("exec.trace.gz");
        assertThat(record(file, "exec", "-f")).as(() -> log()).isEqualTo(128 + 9);
        assertThat(blocks(TraceReader.read(file), 1234)).isEqualTo(3);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(path -> path.getFileName().toString().matches("exec\\.[0-9]+\\.trace\\.gz")))
                    .singleElement()
                    .satisfies(path ->
                            assertThat(blocks(TraceReader.read(path), 4444)).isEqualTo(100));
        }
        Path alone = folder.resolve("alone.trace.gz");
        assertThat(record(alone, "exec")).as(() -> log()).isEqualTo(128 + 9);
        assertThat(blocks(TraceReader.read(alone), 1234)).isEqualTo(3);
        assertThat(blocks(TraceReader.read(alone), 4444)).isZero();
    }
}
