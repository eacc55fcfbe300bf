package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccache.bench.Main;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.peer.TestLibraries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Libraries as peers of each command that takes some: what works is measured, what crashes does not stop the others.
 */
class LibraryCommandsTest {
    /** The folder of the libraries. */
    private static final String SECRET = "nobody-s-business";

    @TempDir
    Path folder;

    private int status;

    /** Runs a command in a process whose folder is an empty one; what it prints. */
    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Flags.PLAIN.list());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(here().toFile())
                .redirectErrorStream(true)
                .start();
        String output = process.inputReader().lines().collect(Collectors.joining("\n"));
        status = process.waitFor();
        return output;
    }

    private Path here() throws IOException {
        return Files.createDirectories(folder.resolve("here"));
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(here())) {
            assertThat(files).isEmpty();
        }
    }

    private String library(String name, String... options) throws IOException, InterruptedException {
        return "lib:" + TestLibraries.compile(Files.createDirectories(folder.resolve(SECRET)), name, options);
    }

    @Test
    void theSuiteGoesOnAfterACrashAndSaysSo() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        String output = run(
                "suite",
                "glibc-simple",
                "--peers=" + library("libcrash", "-DCRASH_AFTER=1000") + "," + library("libgood", "-DMORE"),
                "--rounds=1",
                "--warm-up=10",
                "--window=500",
                "--out=" + out);
        assertThat(status).as(output).isEqualTo(1);
        assertThat(output)
                .contains(
                        "FAILED glibc-simple on lib:libcrash.so, round 0: killed by signal 11, SIGSEGV in C [libcrash.so+");
        List<String> lines = Files.readAllLines(out.resolve("results.jsonl"));
        assertThat(lines)
                .anyMatch(line -> line.contains("\"peer\":\"lib:libcrash.so\"")
                        && line.contains("\"failure\":\"killed by signal 11, SIGSEGV in C [libcrash.so+"))
                .anyMatch(line -> line.matches(".*\"peer\":\"lib:libgood.so\".*\"version\":\"libgood.so, .*"));
        assertThat(out.resolve("env.json")).content().contains("--peers=lib:libcrash.so,lib:libgood.so");
        // Of the folder that the libraries are in nothing is published.
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as("%s", file).doesNotContain(SECRET);
            }
        }
        nothingIsLeft();

        // Given again, it has nothing more to run; with another build of a library it does not go on.
        String again = output.lines()
                .filter(line -> line.startsWith("FAILED"))
                .findFirst()
                .orElseThrow();
        assertThat(run(
                        "suite",
                        "glibc-simple",
                        "--peers=" + library("libcrash", "-DCRASH_AFTER=1000") + ","
                                + library("libgood", "-DMORE", "-O2"),
                        "--rounds=1",
                        "--warm-up=10",
                        "--window=500",
                        "--out=" + out))
                .contains("holds results of another run: libraries was libcrash.so, ")
                .doesNotContain(again);
        assertThat(status).isEqualTo(2);
    }

    @Test
    void whatCannotBeUsedIsRefusedBeforeAnythingIsMeasured() throws IOException, InterruptedException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "malloc and free\n".repeat(100));
        String lacking = library("liblacking", "-DNO_FREE");
        Path out = folder.resolve("out");
        assertThat(run("suite", "quick", "--peers=malloc,lib:" + text, "--out=" + out))
                .startsWith(
                        "--peers: lib:notes.txt is no library: not a little-endian ELF64 file\nUsage: benchmarks suite");
        assertThat(status).isEqualTo(2);
        assertThat(run("footprint", "--quick", "--peers=malloc," + lacking, "--out=" + out))
                .startsWith("--peers: lib:liblacking.so has no symbol free of its own\nUsage: benchmarks footprint");
        assertThat(status).isEqualTo(2);
        String trace = Path.of("traces/sqlite3.trace.gz").toAbsolutePath().toString();
        assertThat(run("replay", trace, "--peer=" + lacking))
                .startsWith("--peer: lib:liblacking.so has no symbol free of its own\nUsage: benchmarks replay");
        assertThat(status).isEqualTo(2);
        assertThat(out).doesNotExist();
        nothingIsLeft();
    }

    /** With alignments that the allocator itself serves, and with others that it does not. */
    @Test
    void aReplayVerifiesEachBlock() throws IOException, InterruptedException {
        String trace = Path.of("traces/redis.trace.gz").toAbsolutePath().toString();
        for (String peer :
                List.of(library("libgood", "-DMORE"), library("libmy", "-DNAME(x)=my_##x") + "#my_malloc:my_free")) {
            String output = run("replay", trace, "--rounds=1", "--peer=" + peer);
            assertThat(status).as(output).isZero();
            assertThat(output).contains(" on lib:lib").contains("pass 1: ").contains("\"wrong\":0");
            assertThat(output).doesNotContain(SECRET);
        }
    }

    @Test
    void theFootprintOfALibraryIsInItsReport() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        String output = run(
                "footprint",
                "--quick",
                "--workloads=slots",
                "--operations=20000",
                "--peers=" + library("libgood", "-DMORE") + "," + library("libcrash", "-DCRASH_AFTER=1000") + ",ccache",
                "--out=" + out);
        assertThat(Files.readAllLines(out.resolve("results.jsonl"))).as(output).hasSize(3);
        assertThat(out.resolve("report.md"))
                .content()
                .containsPattern("\\| lib:libgood\\.so +\\| +[0-9.]+ ")
                .contains("killed by signal 11, SIGSEGV in C [libcrash.so+")
                .doesNotContain(SECRET);
    }
}
