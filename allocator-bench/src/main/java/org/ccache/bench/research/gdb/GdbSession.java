package org.ccache.bench.research.gdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ccache.bench.machine.LibcVersion;

/** The template's test program, as built and without the sections for debuggers, and gdb on either. */
public final class GdbSession {
    private static final long LIMIT_SECONDS = 60;
    private static final String PROGRAM = "template_test";
    private static final String BARE = "template_test_bare";

    private final Path folder;

    private GdbSession(Path folder) {
        this.folder = folder;
    }

    /**
     * Builds both programs. The working directory must be that of the sources, where {@code docs/template/build} is.
     *
     * @throws IOException if a tool is missing or fails, with what it said
     */
    public static GdbSession build(Path scratch) throws IOException, InterruptedException {
        run(Path.of(""), "docs/template/build", "--tests", "--native=required", "--out=" + scratch);
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        Path folder = scratch.resolve("linux-" + architecture);
        run(
                folder,
                "objcopy",
                "--remove-section=__rseq_cs_ptr_array",
                "--remove-section=__rseq_exit_point_array",
                PROGRAM,
                BARE);
        return new GdbSession(folder);
    }

    /** gdb's own first line. */
    public String version() throws IOException, InterruptedException {
        return run(folder, "gdb", "--version").lines().findFirst().orElse("gdb");
    }

    /** gdb, C library and architecture, in a line. */
    public String circumstances() throws IOException, InterruptedException {
        return version() + ", " + LibcVersion.text() + ", " + System.getProperty("os.arch");
    }

    /** The names of the sections for sequences that a program has. */
    public List<String> sections(boolean bare) throws IOException, InterruptedException {
        return run(folder, "objdump", "-h", bare ? BARE : PROGRAM)
                .lines()
                .filter(line -> line.contains("__rseq"))
                .map(line -> line.strip().split(" +", -1)[1])
                .toList();
    }

    /** Runs a script from the program's start; with or without the sections. */
    public GdbOutput run(GdbScript script, boolean bare) throws IOException, InterruptedException {
        Path commands = Files.writeString(
                folder.resolve("commands.gdb"), script.commands(System.getProperty("os.arch")), StandardCharsets.UTF_8);
        // One name for both: it stands in the transcript.
        Path program = folder.resolve("program");
        Files.deleteIfExists(program);
        Files.copy(folder.resolve(bare ? BARE : PROGRAM), program);
        return GdbOutput.of(run(
                folder,
                "gdb",
                "-q",
                "-nx",
                "-batch",
                "-iex",
                "set debuginfod enabled off",
                "-ex",
                "set confirm off",
                "-ex",
                "set width 0",
                "-x",
                commands.getFileName().toString(),
                "--args",
                "./program",
                "count",
                "1"));
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toString().isEmpty() ? null : folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        Thread limit = Thread.ofVirtual().start(() -> endAfterLimit(process));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        limit.interrupt();
        if (status != 0) {
            throw new IOException(command[0] + " failed, exit status " + status + ": "
                    + said.lines().reduce((a, b) -> b).orElse("it said nothing"));
        }
        return said;
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it has ended
        }
    }
}
