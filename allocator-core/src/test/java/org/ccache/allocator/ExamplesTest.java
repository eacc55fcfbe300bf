package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.agrona.DirectBuffer;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of {@code docs/examples} compile, run and print what their page says, and the page shows their lines.
 */
final class ExamplesTest {
    private static final Path FOLDER =
            Path.of("../docs/examples").toAbsolutePath().normalize();

    /** A link to the program, its lines, its output: in this order, in each section. */
    private static final Pattern SECTION =
            Pattern.compile("\\]\\((\\w+\\.java)\\)[^#]*?```java\\n(.*?)```\\s*```text\\n(.*?)```", Pattern.DOTALL);

    private static final int SHOWN_LINES = 5;
    private static final int WIDTH = 120;

    @TempDir
    private static Path classes;

    record Example(String file, List<String> shown, List<String> printed) {
        static Example of(MatchResult section) {
            return new Example(
                    section.group(1),
                    section.group(2).lines().map(String::strip).toList(),
                    section.group(3).lines().toList());
        }

        Path path() {
            return FOLDER.resolve(file);
        }

        String name() {
            return file.replace(".java", "");
        }

        /** A line of the page, where three dots stand for what differs from run to run. */
        static Pattern line(String shown) {
            return Pattern.compile(
                    Stream.of(shown.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        }

        void check(ChildProgram.Ending ending) {
            List<String> lines = ending.healthy().output().lines().toList();
            assertThat(lines).as("%s", ending).hasSameSizeAs(printed);
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i)).matches(line(printed.get(i)));
            }
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static List<Example> examples() throws IOException {
        return SECTION.matcher(Files.readString(FOLDER.resolve("README.md")))
                .results()
                .map(Example::of)
                .toList();
    }

    private static List<Path> programs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    /** All at once: starting the compiler takes longer than they do. */
    @BeforeAll
    static void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = Stream.of(CcacheAllocator.class, Rseq.class, DirectBuffer.class)
                .map(ChildProgram::place)
                .collect(Collectors.joining(File.pathSeparator));
        StringWriter said = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-cp", path, "-proc:none", "-Xlint:all,-path", "-Werror");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(programs()))
                    .call();
            assertThat(compiled).as("%s", said).isTrue();
        }
    }

    @Test
    void thePageHasAllOfThem() throws IOException {
        assertThat(examples().stream().map(Example::path)).containsExactlyInAnyOrderElementsOf(programs());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePageShowsLinesThatAreThere(Example example) throws IOException {
        List<String> source = Files.readAllLines(example.path());
        assertThat(example.shown()).hasSize(SHOWN_LINES);
        assertThat(source.stream().map(String::strip).toList()).containsSequence(example.shown());
        assertThat(source).allMatch(line -> line.length() <= WIDTH);
    }

    /** What it is, and the command, which is right but for the class path. */
    @ParameterizedTest
    @MethodSource("examples")
    void beginsWithWhatItShowsAndHowToRunIt(Example example) throws IOException {
        List<String> head = Files.readAllLines(example.path()).stream()
                .takeWhile(line -> line.startsWith("//"))
                .toList();
        assertThat(head).hasSizeGreaterThanOrEqualTo(3);
        assertThat(head.getLast())
                .startsWith("//   java --enable-native-access=ALL-UNNAMED -cp \"$CCACHE")
                .endsWith(" docs/examples/" + example.file());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatThePageSays(Example example) throws Exception {
        example.check(new ChildProgram(example.name(), classes.toString())
                .with(DirectBuffer.class)
                .run());
    }

    /** One of them as their commands have it: by source. */
    @Test
    void isRunByItsSource() throws Exception {
        Example hello = examples().getFirst();
        hello.check(new ChildProgram(hello.path().toString(), FOLDER.toString()).run());
    }
}
