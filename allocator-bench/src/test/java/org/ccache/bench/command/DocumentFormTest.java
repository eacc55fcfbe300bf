package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccache.bench.measure.Prose;
import org.junit.jupiter.api.Test;

/** Documents say for whom they are, are found from their map, and lead nowhere that is not there. */
class DocumentFormTest {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private static String withoutCode(Path document) throws IOException {
        return FENCED.matcher(Files.readString(document)).replaceAll("");
    }

    private static List<String> links(Path document) throws IOException {
        return LINK.matcher(withoutCode(document))
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("http"))
                .toList();
    }

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        int found = 0;
        for (Path document : Documents.all()) {
            for (String link : links(document)) {
                found++;
                String[] parts = link.split("#", -1);
                Path target =
                        parts[0].isEmpty() ? document : document.getParent().resolve(parts[0]);
                assertThat(target).as("%s in %s", link, document).exists();
                if (parts.length > 1) {
                    assertThat(anchors(target)).as("%s in %s", link, document).contains(parts[1]);
                }
            }
        }
        assertThat(found).isGreaterThan(150);
    }

    /** As GitHub makes them: lower case, blanks to hyphens, no other punctuation. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(withoutCode(document))
                .results()
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** But the map itself, and the pages of experiments, which their own summary names. */
    private static List<Path> mapped() throws IOException {
        return Documents.all().stream()
                .filter(document -> document.startsWith(Documents.DOCS))
                .filter(document -> !document.startsWith(Documents.DOCS.resolve("experiments")))
                .filter(document -> !document.equals(Documents.DOCS.resolve("README.md")))
                .toList();
    }

    @Test
    void theMapNamesEachDocument() throws IOException {
        List<Path> named = new ArrayList<>();
        for (String link : links(Documents.DOCS.resolve("README.md"))) {
            named.add(Documents.DOCS.resolve(link.replaceFirst("#.*", "")).normalize());
        }
        assertThat(named).containsAll(mapped());
    }

    @Test
    void eachDocumentBeginsWithItsReaders() throws IOException {
        for (Path document : mapped()) {
            try (Stream<String> lines = Files.lines(document)) {
                assertThat(lines.limit(3).toList())
                        .as("%s", document)
                        .satisfies(
                                head -> assertThat(head.getFirst()).startsWith("# "),
                                head -> assertThat(head.getLast()).startsWith("For "));
            }
        }
    }

    /** Rows of tables cannot be broken; those of the README are short, too. */
    @Test
    void linesAreShort() throws IOException {
        for (Path document : Documents.all()) {
            boolean strict = document.equals(Documents.ROOT.resolve("README.md"));
            assertThat(Files.readAllLines(document))
                    .as("%s", document)
                    .filteredOn(line -> strict || !line.startsWith("|"))
                    .allMatch(line -> line.length() <= Prose.WIDTH);
        }
    }

    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*|\\*|//).*");

    /** The formatter leaves comments as they are. What is drawn in one ({@code <pre>}) fits too. */
    @Test
    void commentsAreNoWiderThanCode() throws IOException {
        assertThat(List.of("/* plain */", "    /** Javadoc. */", "     * goes on", " */", "\t// of a line"))
                .allMatch(line -> COMMENT.matcher(line).matches());
        assertThat(List.of("int x; // beside code", "a / b"))
                .noneMatch(line -> COMMENT.matcher(line).matches());
        long found = 0;
        for (String module : List.of("allocator-native", "allocator-core", "allocator-bench")) {
            try (Stream<Path> files = Files.walk(Documents.ROOT.resolve(module).resolve("src"))) {
                for (Path source :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    List<String> comments = Files.readAllLines(source).stream()
                            .filter(line -> COMMENT.matcher(line).matches())
                            .toList();
                    found += comments.size();
                    assertThat(comments).as("%s", source).allMatch(line -> line.length() <= Prose.WIDTH);
                }
            }
        }
        assertThat(found).as("lines of comments").isGreaterThan(5_000);
    }

    private static final Pattern TEST =
            Pattern.compile("`(?:native:)?(?:[a-z]+\\.)*(?!SelfTest)([A-Z]\\w*Test)(?:(?:\\.|`: `)(\\w+))?`");

    /** A document says which test shows something: one that was renamed shows nothing. */
    @Test
    void testsThatAreNamedAreThere() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("allocator-native", "allocator-core", "allocator-bench")) {
            try (Stream<Path> files = Files.walk(Documents.ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sources.merge(
                            file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                }
            }
        }
        int found = 0;
        for (Path document : Documents.all()) {
            Matcher test = TEST.matcher(withoutCode(document));
            while (test.find()) {
                found++;
                assertThat(sources).as("%s", document).containsKey(test.group(1));
                if (test.group(2) != null) {
                    assertThat(sources.get(test.group(1)))
                            .as("%s in %s", test.group(), document)
                            .containsPattern("\\b" + test.group(2) + "\\b");
                }
            }
        }
        assertThat(found).isGreaterThan(100);
    }
}
