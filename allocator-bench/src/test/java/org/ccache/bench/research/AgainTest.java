package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ccache.bench.measure.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages made once more of raw data. */
class AgainTest {
    private static final Path COMMITTED = Path.of("..", "docs", "experiments");

    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    private Path docs;

    private static Iterable<String> names() {
        return Experiments.names();
    }

    private static boolean isOf(String name, Path file) {
        return file.getFileName().toString().matches(Pattern.quote(name) + "[.-].*");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static List<String> filesOf(String name, Path folder) throws IOException {
        return files(folder).stream()
                .filter(file -> isOf(name, file))
                .map(file -> file.getFileName().toString())
                .toList();
    }

    /** Made long ago, so that one can tell which of them are written anew: an attachment is read for that. */
    private Path copied(String name) throws IOException {
        Path folder = Files.createDirectories(docs.resolve("experiments"));
        for (String suffix : List.of(".json", ".txt")) {
            Path file = COMMITTED.resolve(name + suffix);
            if (Files.exists(file)) {
                Path copy = Files.copy(file, folder.resolve(name + suffix));
                Files.setLastModifiedTime(copy, LONG_AGO);
            }
        }
        return folder;
    }

    /** To bring them up to date: scripts/reproduce all --again. */
    @ParameterizedTest
    @MethodSource("names")
    void eachCommittedPageIsWhatItsRawDataGive(String name) throws IOException, InterruptedException {
        Path folder = copied(name);
        new Reproduction(docs, "another").again(Experiments.named(name));
        for (Path file : files(folder)) {
            assertThat(Files.getLastModifiedTime(file))
                    .as("made anew: %s", file)
                    .isGreaterThan(LONG_AGO);
            if (!file.toString().endsWith(".json")) {
                assertThat(file).hasSameTextualContentAs(COMMITTED.resolve(file.getFileName()));
            }
        }
        assertThat(filesOf(name, folder)).contains(name + ".md").isEqualTo(filesOf(name, COMMITTED));
        // But the numbers of the pictures: in their last digits exp and log are the machine's.
        List<String> raw = Files.readAllLines(folder.resolve(name + ".json"));
        List<String> committed = Files.readAllLines(COMMITTED.resolve(name + ".json"));
        assertThat(raw.subList(1, raw.size())).isEqualTo(committed.subList(1, committed.size()));
        RawData first = RawData.read(folder.resolve(name + ".json"));
        RawData before = RawData.read(COMMITTED.resolve(name + ".json"));
        assertThat(first.checks()).isEqualTo(before.checks());
        assertThat(first.counters()).isEqualTo(before.counters());
        assertThat(first.run()).isEqualTo(before.run());
    }

    @Test
    void eachCommittedFileIsOfOneExperiment() throws IOException {
        assertThat(files(COMMITTED))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Experiments.names())
                        .filteredOn(name -> isOf(name, file))
                        .as("%s", file)
                        .hasSize(1));
    }

    @Test
    void rawDataOfAnotherExperimentAreRefused() throws IOException {
        Path file = copied("lost-item").resolve("lost-item.json");
        Reproduction reproduction = new Reproduction(docs, "another");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.add("{}");
        Files.write(file, lines);
        assertThatThrownBy(() -> reproduction.again(Experiments.named("lost-item")))
                .hasMessageContaining("lost-item.json has 1 measurements too many");
        Files.write(file, lines.subList(0, 1));
        assertThatThrownBy(() -> reproduction.again(Experiments.named("lost-item")))
                .hasMessageContaining("lost-item.json has too few measurements");
        assertThat(file.resolveSibling("lost-item.md")).doesNotExist();
    }

    @Test
    void aProcessThatFailedHasFailed() throws IOException, InterruptedException {
        Path file = copied("lost-item").resolve("lost-item.json");
        String first = Files.readAllLines(file).getFirst();
        Files.write(file, List.of(first, Json.line(new Recorded.Failed("all rings", "no answer"))));
        Findings findings = new Reproduction(docs, "another").again(Experiments.named("lost-item"));
        assertThat(findings.checks())
                .containsExactly(new Check("a process for: all rings", "it failed, no answer", Verdict.OPEN));
    }

    /** A process of that kernel has answered: no emulated machine, nor the native program. */
    private static boolean isAProcessOf(String kernel, String line) {
        Map<?, ?> fields = Json.parse(line, Map.class);
        return fields.containsKey("mode") && kernel.equals(fields.get("kernel"));
    }

    @Test
    void whatWasNotEmulatedIsSaidOnceMore() throws IOException, InterruptedException {
        Path file = copied("cid-vs-cpu").resolve("cid-vs-cpu.json");
        String kernel = RawData.read(file).run().machine().get("kernel");
        List<String> lines = Files.readAllLines(file);
        List<String> here = new ArrayList<>(lines.subList(0, 1));
        lines.stream().skip(1).filter(line -> isAProcessOf(kernel, line)).forEach(here::add);
        assertThat(here).hasSizeBetween(2, lines.size() - 1);
        Findings kept = new Findings();
        new Guests(List.of(), List.of(), List.of("cids-32: SKIP")).keep(CidResult.class, kept);
        Files.write(file, Stream.concat(here.stream(), kept.raw().stream()).toList());
        Findings findings = new Reproduction(docs, "another").again(Experiments.named("cid-vs-cpu"));
        assertThat(findings.verdict()).isEqualTo(Verdict.OPEN);
        assertThat(file.resolveSibling("cid-vs-cpu.md")).content().contains("not to its end: cids-32: SKIP.");
    }

    @Test
    void withoutATranscriptGdbWasNotThere() throws IOException, InterruptedException {
        Path file = copied("gdb").resolve("gdb.json");
        Files.delete(file.resolveSibling("gdb.txt"));
        Reproduction reproduction = new Reproduction(docs, "another");
        assertThatThrownBy(() -> reproduction.again(Experiments.named("gdb"))).hasMessageContaining("does not tell");
        Check missing = new Check("gdb, a C compiler and binutils are here", "no gdb", Verdict.OPEN);
        RawData raw = RawData.read(file);
        new RawData(raw.run(), raw.counters(), List.of(missing), Verdict.OPEN, List.of()).write(file, List.of());
        assertThat(reproduction.again(Experiments.named("gdb")).checks()).containsExactly(missing);
    }
}
