package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.ccache.os.Machine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several copies of the product in a process, and what a process is told of another one's. */
final class PublicationTest {
    private static final String LOADED = "memory file: loaded";
    private static final String OURS = FreshJvm.place(NativeLibrary.class);

    @TempDir
    static Path temporary;

    @BeforeAll
    static void libraryIsBuilt() {
        assumeTrue(NativeLibrary.available(), NativeLibrary.reason());
    }

    private static FreshJvm.Ended run(FreshJvm child, String... arguments) throws Exception {
        FreshJvm.Ended outcome = child.run(arguments);
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome;
    }

    private static FreshJvm loaders() {
        return new FreshJvm(LoadersReport.class);
    }

    private static String other() throws IOException {
        Path folder = temporary.resolve("other");
        if (Files.notExists(folder)) {
            OtherBuild.make(folder);
        }
        return folder.toString();
    }

    /** Each build finds its own, in any order, and the second loader of a build that of the first. */
    @Test
    void twoBuildsInOneProcess() throws Exception {
        FreshJvm.Ended outcome = run(loaders(), OURS, other(), OURS, other());
        assertThat(outcome.value("library1")).isEqualTo(LOADED);
        assertThat(outcome.value("library2")).isEqualTo(LOADED);
        assertThat(outcome.value("library3")).isEqualTo("mapped by another class loader");
        assertThat(outcome.value("library4")).isEqualTo("mapped by another class loader");
        assertThat(outcome.value("table1")).isEqualTo(outcome.value("table3")).isNotEqualTo(outcome.value("table2"));
        assertThat(outcome.value("table2")).isEqualTo(outcome.value("table4"));
        for (int i = 2; i <= 4; i++) {
            assertThat(outcome.value("mode" + i)).isEqualTo(outcome.value("mode1"));
        }
        assertThat(outcome.out().lines().filter(line -> line.startsWith("published=")))
                .hasSize(2);
        assertThat(outcome.value("descriptors")).isEqualTo("0");
    }

    /** The dynamic loader knows the name of the memory file by then, and would give what it has. */
    @Test
    void whereNothingIsPublishedEachLoadsItsOwn() throws Exception {
        FreshJvm.Ended outcome = run(loaders(), OURS, "forget", OURS, "forget", OURS);
        for (int i = 1; i <= 3; i++) {
            assertThat(outcome.value("library" + i)).isEqualTo(LOADED);
        }
        assertThat(outcome.value("table1"))
                .isNotEqualTo(outcome.value("table2"))
                .isNotEqualTo(outcome.value("table3"));
        assertThat(outcome.value("descriptors")).isEqualTo("0");
    }

    /** As a launcher does that gives its own properties to the JVMs it starts. */
    @Test
    void whatIsInheritedFromAParentIsNotBelieved() throws Exception {
        String published = run(loaders(), OURS).value("published");
        FreshJvm.Ended outcome = run(loaders().option("-D" + published), OURS);
        assertThat(outcome.value("library1")).isEqualTo(LOADED);
        assertThat(outcome.value("published")).isNotEqualTo(published);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unmapped",
                "memory",
                "odd",
                "kernel",
                "zero",
                "",
                " ",
                "x",
                "PROCESS",
                "PROCESS x 1",
                "PROCESS 1 1 1",
                "PROCESS -1 -1",
                "PROCESS 11111111111111111 1",
                "1 1 1 1",
                "PROCESS  1"
            })
    void whatIsForgedIsNotBelieved(String kind) throws Exception {
        FreshJvm.Ended outcome = run(new FreshJvm(ForgedReport.class), kind);
        assertThat(outcome.value("library")).isEqualTo(LOADED);
        assertThat(outcome.value("replaced")).isEqualTo("true");
    }

    @Test
    void thePropertyOfOlderVersionsIsNotRead() throws Exception {
        FreshJvm.Ended outcome = run(loaders().option("-Dorg.ccache.native.table=7fffdeadb000"), OURS);
        assertThat(outcome.value("library1")).isEqualTo(LOADED);
    }

    /** Where the library cannot be opened the loader goes on to folders, and leaves nothing behind. */
    @Test
    void aBrokenLibraryLeavesNoDescriptor() throws Exception {
        Path broken = temporary.resolve("broken");
        OtherBuild.make(broken);
        try (Stream<Path> files = Files.walk(broken)) {
            for (Path file : (Iterable<Path>) files.filter(name -> name.endsWith("libccache.so"))::iterator) {
                Files.writeString(file, "no library");
            }
        }
        FreshJvm.Ended outcome = run(loaders(), broken.toString(), broken.toString(), OURS);
        assertThat(outcome.value("library1"))
                .startsWith("memory file: cannot open /proc/self/fd/")
                .contains("; folder ");
        assertThat(outcome.value("mode1")).isEqualTo("UNAVAILABLE");
        assertThat(outcome.value("library3")).isEqualTo(LOADED);
        assertThat(outcome.value("descriptors")).isEqualTo("0");
    }

    private static String jar() throws IOException {
        Path jar = temporary.resolve("product.jar");
        Path root = Path.of(OURS);
        if (Files.isDirectory(root) && Files.notExists(jar)) {
            try (OutputStream out = Files.newOutputStream(jar);
                    JarOutputStream entries = new JarOutputStream(out);
                    Stream<Path> files = Files.walk(root)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    entries.putNextEntry(new ZipEntry(root.relativize(file).toString()));
                    Files.copy(file, entries);
                }
            }
        }
        return jar.toString();
    }

    @Test
    void fromAJar() throws Exception {
        FreshJvm.Ended outcome = run(loaders(), jar());
        assertThat(outcome.value("library1")).isEqualTo(LOADED);
        assertThat(outcome.value("descriptors")).isEqualTo("0");
    }

    /** A name with signs that a URL writes otherwise goes the general way. */
    @Test
    void fromAFolderWithAnOddName() throws Exception {
        Path odd = Files.createDirectories(temporary.resolve("a folder+50% größer#1"));
        Path copy = Files.copy(Path.of(jar()), odd.resolve("product.jar"));
        assertThat(run(loaders(), copy.toString()).value("library1")).isEqualTo(LOADED);
    }

    @Test
    void withoutDescriptorsItFallsBackAndSaysWhy() throws Exception {
        FreshJvm child = loaders().under("sh", "-c", "ulimit -n 100 && exec \"$0\" \"$@\"");
        FreshJvm.Ended outcome = run(child, "exhaust", jar());
        String[] facts = outcome.value("facts1").split(", ", -1);
        assertThat(facts[0]).isEqualTo("false");
        // The JDK finds no function of the C library without one, so nobody says how large a page is: a multiple.
        assertThat(Integer.parseInt(facts[1]) % Machine.pageSize()).isZero();
        assertThat(outcome.value("library1")).contains("memory file: ", "Too many open files");
        assertThat(outcome.value("mode1")).isEqualTo("UNAVAILABLE");
    }

    @Test
    void withoutProcItLoadsFromAFolder() throws Exception {
        String mount = "mount -t tmpfs -o size=1m tmpfs /proc";
        Process allowed = new ProcessBuilder("unshare", "-m", "sh", "-c", mount)
                .redirectErrorStream(true)
                .start();
        assumeTrue(allowed.waitFor() == 0, "mounting in a namespace of one's own is not allowed here");
        FreshJvm child = loaders()
                .under("unshare", "-m", "sh", "-c", mount + " && exec \"$0\" \"$@\"")
                .environment("LD_LIBRARY_PATH", System.getProperty("java.home") + "/lib"); // found by /proc otherwise
        FreshJvm.Ended outcome = run(child, OURS, OURS);
        for (int i = 1; i <= 2; i++) { // nothing is published, since a process cannot be told from another
            assertThat(outcome.value("facts" + i)).isEqualTo("true, " + Machine.pageSize());
            assertThat(outcome.value("library" + i))
                    .contains("memory file: ", "folder ")
                    .endsWith(": loaded");
        }
    }

    @Test
    void inTurkish() throws Exception {
        FreshJvm.Ended outcome = run(
                loaders()
                        .option("-Duser.language=tr", "-Duser.country=TR")
                        .environment("LC_ALL", "tr_TR.UTF-8")
                        .environment("HOME", ""),
                OURS,
                OURS);
        assertThat(outcome.value("library1")).isEqualTo(LOADED);
        assertThat(outcome.value("library2")).isEqualTo("mapped by another class loader");
    }
}
