package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.layout.RegionLayout;
import org.ccache.os.Machine;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;

/** Numbers and names in docs/glossary.md are the code's. Here, since the arena's constants are its own. */
class GlossaryTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> NUMERALS = List.of("no", "one", "two", "three", "four", "five", "six");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS = Pattern.compile("([A-Z][a-z]\\w*)(?:\\.(\\w+))?(?:\\(.*\\))?");

    /** What a word is, by word. */
    private static Map<String, String> definitions() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/glossary.md"))) {
            if (line.startsWith("| **")) {
                String[] cells = line.split(" \\| ");
                assertThat(cells).as(line).hasSize(3);
                assertThat(all.put(cells[0].substring("| ".length()).replace("**", ""), cells[1]))
                        .as("a second line for %s", cells[0])
                        .isNull();
            }
        }
        return all;
    }

    private static long kib(long bytes) {
        return bytes >> 10;
    }

    /** What the lines must say, by word. */
    private static Map<String, String> numbers() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("size class", String.format(Locale.ROOT, "a number %d … %d;", SizeClasses.FIRST, SizeClasses.LAST));
        all.put(
                "unit",
                String.format(Locale.ROOT, "%d KiB, or the kernel's page where that is larger", kib(Units.BYTES)));
        all.put("slab", String.format(Locale.ROOT, "at least %d KiB and %d blocks,", kib(least(true)), least(false)));
        all.put("huge page", String.format(Locale.ROOT, "%d MiB of an arena", kib(kib(HugePageTable.BYTES))));
        all.put(
                "region",
                String.format(
                        Locale.ROOT,
                        "%d KiB of address space at `base + (index << %d)`",
                        kib(RegionLayout.REGION_BYTES),
                        RegionLayout.REGION_SHIFT));
        all.put("header", String.format(Locale.ROOT, "the %d bytes of a magazine", 1 << RegionLayout.HEADER_SHIFT));
        all.put("batch", String.format(Locale.ROOT, "at most %d by one sequence", RegionLayout.MAX_BATCH));
        return all;
    }

    private static long least(boolean bytes) {
        return IntStream.rangeClosed(SizeClasses.FIRST, SizeClasses.LAST_SHARED)
                .mapToLong(c -> bytes ? SlabLayout.slabBytes(c) : SlabLayout.blocks(c))
                .min()
                .orElseThrow();
    }

    @Test
    void numbersAreThoseOfTheCode() throws IOException {
        assertThat(Units.BYTES).isEqualTo(Math.max(16 << 10, Machine.pageSize()));
        assumeTrue(Machine.pageSize() <= 16 << 10, "the kernel's pages make units and slabs larger here");
        Map<String, String> definitions = definitions();
        numbers()
                .forEach((word, phrase) ->
                        assertThat(definitions.get(word)).as(word).contains(phrase));
        assertThat(definitions.get("size class"))
                .endsWith(String.format(
                        Locale.ROOT,
                        "%d B to %d KiB (`SizeClasses`)",
                        SizeClasses.size(SizeClasses.FIRST),
                        kib(SizeClasses.size(SizeClasses.LAST))));
    }

    /** A number that is written into the glossary is checked here, too. */
    @Test
    void noOtherWordHasANumber() throws IOException {
        assertThat(definitions().entrySet().stream()
                        .filter(entry -> entry.getValue().matches(".*\\d.*"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(numbers().keySet());
    }

    @Test
    void timesAreThoseOfMaintenance() throws IOException {
        String idle = NUMERALS.get(Caches.IDLE_ROUNDS);
        String rounds = NUMERALS.get((int) (TimeUnit.SECONDS.toNanos(1) / Caches.ROUND_NANOS));
        assertThat(definitions().get("idle")).contains("unchanged for " + idle + " rounds");
        assertThat(definitions().get("round (of maintenance)")).contains(rounds + " a second");
    }

    @Test
    void codesStatesAndModesAreAllNamed() throws IOException {
        Map<String, String> definitions = definitions();
        assertThat(inCapitals(definitions.get("refusal"))).containsExactlyElementsOf(constants("RESULT_"));
        assertThat(inCapitals(definitions.get("state"))).containsExactlyElementsOf(constants("STATE_"));
        assertThat(inCapitals(definitions.get("mode")))
                .containsExactlyElementsOf(
                        Stream.of(RseqMode.values()).map(RseqMode::name).toList());
    }

    private static List<String> inCapitals(String text) {
        return Pattern.compile("\\b[A-Z][A-Z_]+\\b")
                .matcher(text)
                .results()
                .map(match -> match.group())
                .toList();
    }

    /** In the order of their values, without the prefix. */
    private static List<String> constants(String prefix) {
        return Arrays.stream(RegionLayout.class.getFields())
                .filter(field -> field.getName().startsWith(prefix))
                .sorted((a, b) -> Integer.compare(value(a), value(b)))
                .map(field -> field.getName().substring(prefix.length()))
                .toList();
    }

    private static int value(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void classesAndTheirMembersAreThere() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String module : List.of("allocator-native", "allocator-core", "allocator-bench")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        List<String> found = new ArrayList<>();
        for (String definition : definitions().values()) {
            Matcher code = CODE.matcher(definition);
            while (code.find()) {
                Matcher name = CLASS.matcher(code.group(1));
                if (name.matches()) {
                    found.add(name.group(1));
                    assertThat(sources).as(definition).containsKey(name.group(1));
                    if (name.group(2) != null) {
                        assertThat(sources.get(name.group(1)))
                                .as(code.group(1))
                                .containsPattern("\\b" + name.group(2) + "\\b");
                    }
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(20);
    }
}
