package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ccache.library.FolderReport;
import org.ccache.library.FreshJvm;
import org.ccache.library.NativeLibrary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the library gets into a process, in processes of their own. */
final class LibraryLoadingTest {
    private static final String PATH = "-D" + NativeLibrary.PATH_PROPERTY + "=";

    @TempDir
    Path temporary;

    @BeforeAll
    static void libraryIsBuilt() {
        assumeTrue(NativeLibrary.available(), NativeLibrary.reason());
    }

    private static FreshJvm child() {
        return new FreshJvm(NativeReport.class);
    }

    /** All that a healthy child shows; its mode is this JVM's unless it was asked for another. */
    private static void healthy(FreshJvm.Ended outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("memory")).isEqualTo("works");
        assertThat(outcome.value("sequences")).isEqualTo(outcome.value("mode").equals("UNAVAILABLE") ? "none" : "work");
    }

    @Test
    void aMemoryFileIsTheDefault() throws Exception {
        FreshJvm.Ended outcome = child().run();
        healthy(outcome);
        assertThat(outcome.value("library")).isEqualTo("memory file: loaded");
        assertThat(outcome.value("mappings")).isEqualTo("1");
        // No warning of any kind, so none of an executable stack.
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aReadOnlyTemporaryFolderDoesNotMatter() throws Exception {
        FreshJvm.Ended outcome = child().option("-Djava.io.tmpdir=/proc").run();
        healthy(outcome);
        assertThat(outcome.value("mappings")).isEqualTo("1");
    }

    @Test
    void worksWithoutAnyFlag() throws Exception {
        FreshJvm.Ended outcome = child().withoutFlags().run();
        healthy(outcome);
        assertThat(outcome.err().lines()).allMatch(line -> line.isEmpty() || line.startsWith("WARNING: "));
        assertThat(outcome.err()).contains("--enable-native-access");
    }

    @Test
    void deniedAccessNamesTheFlag() throws Exception {
        FreshJvm.Ended outcome =
                child().withoutFlags().option("--illegal-native-access=deny").run();
        assertThat(outcome.value("mode")).isEqualTo("UNAVAILABLE");
        assertThat(outcome.value("reason")).contains("--enable-native-access=ALL-UNNAMED", "org.ccache.rseq");
        assertThat(outcome.value("mappings")).isEqualTo("0");
    }

    @Test
    void itCanBeSwitchedOff() throws Exception {
        FreshJvm.Ended outcome =
                child().option("-D" + NativeLibrary.ENABLED_PROPERTY + "=false").run();
        healthy(outcome); // memory comes from the C library then
        assertThat(outcome.value("mode")).isEqualTo("UNAVAILABLE");
        assertThat(outcome.value("reason")).contains(NativeLibrary.ENABLED_PROPERTY + "=false");
        assertThat(outcome.value("mappings")).isEqualTo("0");
    }

    @Test
    void twoProcessesAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(child().start("wait"));
        }
        List<BufferedReader> outputs = new ArrayList<>();
        for (Process process : processes) {
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            outputs.add(output);
            String line = output.readLine();
            while (line != null && !line.startsWith("sequences=")) {
                line = output.readLine();
            }
            assertThat(line).isNotNull().isNotEqualTo("sequences=broken");
        }
        assertThat(processes).allMatch(Process::isAlive); // both have it mapped now
        for (int i = 0; i < 2; i++) {
            processes.get(i).getOutputStream().close();
            assertThat(processes.get(i).waitFor()).isZero();
            outputs.get(i).close();
        }
    }

    @Test
    void twoClassLoadersShareOneMapping() throws Exception {
        FreshJvm.Ended outcome = new FreshJvm(TwoLoadersReport.class).run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("first")).isEqualTo("memory file: loaded");
        assertThat(outcome.value("second")).isEqualTo("mapped by another class loader");
        assertThat(outcome.value("mappings")).isEqualTo("1");
        assertThat(outcome.value("secondMode")).isEqualTo(outcome.value("firstMode"));
    }

    private Path embeddedLibrary() throws IOException {
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        Path file = temporary.resolve("libccache-copy.so");
        try (InputStream in = NativeLibrary.class
                .getClassLoader()
                .getResourceAsStream("META-INF/native/linux-" + architecture + "/libccache.so")) {
            Files.copy(in, file);
        }
        return file;
    }

    @Test
    void aFileOfTheUser() throws Exception {
        Path file = embeddedLibrary();
        FreshJvm.Ended outcome = child().option(PATH + file).run();
        healthy(outcome);
        assertThat(outcome.value("library")).contains(file.toString(), "loaded").doesNotContain("memory file");
        assertThat(outcome.value("mappings")).isEqualTo("1");
    }

    private static void unsatisfied(FreshJvm.Ended outcome, Path file, String... words) {
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .contains(UnsatisfiedLinkError.class.getName(), NativeLibrary.PATH_PROPERTY, file.toString());
        assertThat(List.of(words)).allSatisfy(word -> assertThat(outcome.err()).contains(word));
    }

    @Test
    void aBadFileOfTheUserIsAnErrorNotAFallback() throws Exception {
        Path missing = temporary.resolve("missing.so");
        unsatisfied(child().option(PATH + missing).run(), missing);
        Path text = Files.writeString(temporary.resolve("text.so"), "no library");
        unsatisfied(child().option(PATH + text).run(), text);
        Path folder = Files.createDirectory(temporary.resolve("folder.so"));
        unsatisfied(child().option(PATH + folder).run(), folder);
    }

    @Test
    void aLibraryOfAnotherBuildIsRefused() throws Exception {
        Path file = compile(
                "stamp", "const struct { unsigned long stamp, size, functions[18]; } ccache_table = {0xdead, 18};");
        unsatisfied(child().option(PATH + file).run(), file, "ABI stamp dead");
    }

    @Test
    void aLibraryOfSomethingElseIsRefused() throws Exception {
        Path file = compile("other", "int other;");
        unsatisfied(child().option(PATH + file).run(), file, "ccache_table");
    }

    private Path compile(String name, String source) throws IOException, InterruptedException {
        String compiler = System.getenv().getOrDefault("CC", "gcc");
        Path file = temporary.resolve(name + ".so");
        Path code = Files.writeString(temporary.resolve(name + ".c"), source);
        try {
            Process process = new ProcessBuilder(
                            compiler, "-shared", "-fPIC", "-nostdlib", "-o", file.toString(), code.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return file;
        } catch (IOException e) {
            return abort("no C compiler: " + e.getMessage());
        }
    }

    @Test
    void foldersAreTriedInTurn() throws Exception {
        Path last = Files.createDirectory(temporary.resolve("last"));
        FreshJvm.Ended outcome = new FreshJvm(FolderReport.class)
                .option("-Djava.io.tmpdir=/proc") // read-only, whoever asks
                .environment("XDG_RUNTIME_DIR", temporary.resolve("missing").toString())
                .environment("XDG_CACHE_HOME", last.toString())
                .run();
        assertThat(outcome.value("loaded")).as(outcome.toString()).isEqualTo("true");
        assertThat(outcome.value("report")).contains("folder /proc: ", "missing: ", "folder " + last + ": loaded");
        assertThat(last).isEmptyDirectory(); // the mapping stays, the file does not
    }

    @Test
    void noexecFoldersArePassedOver() throws Exception {
        Path noexec = Files.createDirectory(temporary.resolve("noexec"));
        Path good = Files.createDirectory(temporary.resolve("good"));
        String mount = "mount -t tmpfs -o noexec,size=1m tmpfs " + noexec;
        Process allowed = new ProcessBuilder("unshare", "-m", "sh", "-c", mount)
                .redirectErrorStream(true)
                .start();
        assumeTrue(allowed.waitFor() == 0, "mounting in a namespace of one's own is not allowed here");
        FreshJvm.Ended outcome = new FreshJvm(FolderReport.class)
                .under("unshare", "-m", "sh", "-c", mount + " && exec \"$0\" \"$@\"")
                .option("-Djava.io.tmpdir=" + noexec)
                .environment("XDG_RUNTIME_DIR", good.toString())
                .run();
        assertThat(outcome.value("loaded")).as(outcome.toString()).isEqualTo("true");
        assertThat(outcome.value("report")).contains("folder " + noexec + ": ", "folder " + good + ": loaded");
        assertThat(good).isEmptyDirectory();
    }

    @Test
    void withoutRegistrationTheReasonNamesTheTunable() throws Exception {
        FreshJvm.Ended outcome =
                child().environment("GLIBC_TUNABLES", "glibc.pthread.rseq=0").run();
        healthy(outcome);
        assertThat(outcome.value("mode")).isEqualTo("UNAVAILABLE");
        assertThat(outcome.value("reason")).contains("rseq");
        assertThat(outcome.value("index")).isEqualTo("-1");
    }

    @Test
    void cpuNumbersOnRequest() throws Exception {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        FreshJvm.Ended outcome =
                child().option("-D" + Rseq.MODE_PROPERTY + "=cpu_id").run();
        healthy(outcome);
        assertThat(outcome.value("mode")).isEqualTo("CPU_ID");
        assertThat(outcome.value("reason")).contains(Rseq.MODE_PROPERTY + "=cpu_id", "self test");
    }

    @Test
    void noSequencesOnRequest() throws Exception {
        FreshJvm.Ended outcome =
                child().option("-D" + Rseq.MODE_PROPERTY + "=off").run();
        healthy(outcome);
        assertThat(outcome.value("mode")).isEqualTo("UNAVAILABLE");
        assertThat(outcome.value("reason")).contains(Rseq.MODE_PROPERTY + "=off");
    }

    @Test
    void anUnknownRequestIsAnError() throws Exception {
        FreshJvm.Ended outcome =
                child().option("-D" + Rseq.MODE_PROPERTY + "=fast").run();
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err()).contains(Rseq.MODE_PROPERTY + "=fast", "auto, cpu_id or off");
    }

    /** Each call says so, and not the first one alone. */
    @Test
    void anUnknownRequestIsTheSameErrorEachTime() throws Exception {
        FreshJvm.Ended outcome = new FreshJvm(BadRequestReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=fast")
                .run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.out().lines())
                .hasSize(6)
                .containsOnly(
                        "java.lang.IllegalArgumentException: " + Rseq.MODE_PROPERTY + "=fast: use auto, cpu_id or off");
    }

    @Test
    void oneCpuIsEnough() throws Exception {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        assumeTrue(new File("/usr/bin/taskset").canExecute(), "no taskset here");
        FreshJvm.Ended outcome = child().under("/usr/bin/taskset", "-c", "0").run();
        healthy(outcome);
        assertThat(outcome.value("mode")).isNotEqualTo("UNAVAILABLE");
        assertThat(outcome.value("reason")).containsPattern("preemption [1-9]");
    }

    /** The library needs nothing of the C library, so an old one does for it; and the fallback is announced. */
    @Test
    void anOldCLibrary() throws Exception {
        Path script = Path.of("..", "scripts", "old-glibc").toAbsolutePath().normalize();
        assumeTrue(Files.isExecutable(script), "no " + script);
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String command = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        String reason = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(process.waitFor() == 0, reason);
        FreshJvm.Ended outcome = child().under(command.split(" ", -1)).run();
        healthy(outcome);
        assertThat(outcome.value("mode")).isEqualTo("UNAVAILABLE");
        assertThat(outcome.value("reason")).contains("does not register rseq", "2.35");
        // Where threads are a library of their own, the JDK finds none of its functions.
        assertThat(outcome.value("library")).startsWith("memory file: loaded; ").contains("no key for stacks");
    }
}
