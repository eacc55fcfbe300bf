package org.ccache.bench.research.gdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.machine.LibcVersion;
import org.ccache.bench.measure.Tool;

/** The template's test program, as built and without the sections for debuggers, and gdb on either. */
public final class GdbSession {
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
        Tool.run(Path.of(""), "docs/template/build", "--tests", "--native=required", "--out=" + scratch);
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        Path folder = scratch.resolve("linux-" + architecture);
        Tool.run(
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
        return Tool.run(folder, "gdb", "--version").lines().findFirst().orElse("gdb");
    }

    /** gdb, C library and architecture, in a line. */
    public String circumstances() throws IOException, InterruptedException {
        return version() + ", " + LibcVersion.text() + ", " + System.getProperty("os.arch");
    }

    /** The names of the sections for sequences that a program has. */
    public List<String> sections(boolean bare) throws IOException, InterruptedException {
        return Tool.run(folder, "objdump", "-h", bare ? BARE : PROGRAM)
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
        return GdbOutput.of(Tool.run(
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
}
