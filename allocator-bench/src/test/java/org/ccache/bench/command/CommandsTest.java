package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.trace.TraceBuilder;
import org.ccache.bench.trace.TraceWriter;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return Commands.line().setErr(new PrintWriter(errors, true)).execute(arguments);
    }

    @Test
    void replaysATrace() throws IOException {
        TraceBuilder builder = new TraceBuilder("one round");
        builder.free(0, builder.malloc(0, 100));
        Path trace = folder.resolve("one.trace.gz");
        TraceWriter.write(builder.build(), trace);
        assertThat(run("replay", "--peer=striped", "--rounds=2", trace.toString()))
                .isZero();
    }

    @Test
    void virtualThreadsComeToRest() {
        assertThat(run("parked", "--front-end=STRIPED", "--threads=50")).isZero();
    }

    @Test
    void infoNeedsNothing() {
        assertThat(run("info")).isZero();
    }

    @Test
    void numaOfAnotherModeIsAFailure() {
        RseqMode other = Rseq.mode() == RseqMode.MM_CID ? RseqMode.CPU_ID : RseqMode.MM_CID;
        assertThat(run("numa", "--mode=" + other)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    }

    @Test
    void wrongUseHasAnExitCodeOfItsOwnAndAMessage() {
        assertThat(run("replay", "--stamps=SOME", "x")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("SOME").contains("FULL");
    }

    @Test
    void aNameThatIsNotKnownIsToldWithThoseThatAre() {
        assertThat(run("suite", "larsen")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("no workload is called larsen").contains("larson-sized");
        assertThat(run("suite", "quick", "--peers=ccache,jmalloc")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("no peer is called jmalloc").contains("jemalloc");
        assertThat(run("suite", "quick", "--rounds=0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--rounds");
        assertThat(run("suite", "quick", "--cpus=100000")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--cpus: of the processors 100000");
        assertThat(run("compare", "a", "b")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("two folders of results or two jars are wanted");
    }

    @Test
    void buildsAreComparedOnWhatBothKnow() throws IOException {
        Path jar = folder.resolve("old.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("org/ccache/bench/Main.class"));
        }
        Path trace = Files.writeString(folder.resolve("a.trace"), "a 0 100");
        assertThat(run("compare", jar.toString(), jar.toString(), "pear")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString())
                .contains("is called pear")
                .contains("pair, pair-touched, slot-replace")
                .contains("larson");
        assertThat(run("compare", trace.toString(), jar.toString(), "pair")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains(trace + ": ");
        assertThat(run("compare", jar.toString(), jar.toString(), trace.toString()))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains(jar + " is from before traces could be compared");
    }

    @Test
    void aFolderOfAnotherPlanIsNotGoneOnWith() throws IOException {
        new ResultFolder(folder).begin(Map.of("plan", "another"));
        assertThat(run("suite", "quick", "--out=" + folder)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("holds results of another run: plan was another");
    }
}
