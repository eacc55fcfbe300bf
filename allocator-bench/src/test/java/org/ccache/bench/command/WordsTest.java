package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One word for one thing, in all sources, scripts and documents, as far as words can be told apart by a machine. */
class WordsTest {
    /**
     * A word that another one stands for.
     *
     * @param pattern of the word, in any case
     * @param instead what the project says
     * @param except paths where it means something else, or where others are quoted
     */
    private record Word(String pattern, String instead, String except) {}

    private static final String NOWHERE = "(?!)";

    private static final List<Word> WORDS = List.of(
            new Word("contend(er|ers)\\b|contestant", "peer; arm, where it may be a loop or the control", NOWHERE),
            new Word(
                    "\\brivals?\\b",
                    "peer",
                    "section-length|SectionLength|research/length|AbortChapter|Pinned|claims"
                            + "|experiments\\.md|glossary|DocumentFigures"),
            new Word("CpuCache|\\bcpu caches?\\b", "ccache; IndexCaches: an index is no CPU", "glossary"),
            new Word("critical section", "sequence", "glossary|docs/claims"),
            new Word("transfer cache|central free list|scavenge|decommit", "depot; purge", "glossary"),
            new Word("superblock|\\bsubpage\\b", "slab", "glossary"),
            new Word("\\bpage heap\\b|\\bextent (map|tree)", "arena; span map", "glossary|TcmallocPeer"),
            new Word("per-core|\\bvcpu|virtual cpu", "per-CPU, or index", "glossary"),
            new Word(
                    "blocks? of (processes|rounds|operations)|(means?|bootstrap|medians?) over blocks|--blocks=|BLOCKS_OF",
                    "round: blocks are memory",
                    NOWHERE),
            new Word(
                    "abort(s|ed|ing)? (the |a |this )?(run|test|suite|process|thread|program|build)s?\\b",
                    "stop, end, fail: what aborts is a sequence",
                    "lib/quick"));

    private static final Pattern TEXT =
            Pattern.compile(".*\\.(java|md|S|c|h|html|css|js|txt|toml|xml|sh)|.*/scripts/[a-z-]+");

    private static final List<String> FOLDERS = List.of(
            "allocator-native/src", "allocator-core/src", "allocator-bench/src", "allocator-bench/traces", "scripts");

    private static List<Path> texts() throws IOException {
        List<Path> all = new ArrayList<>(Documents.all());
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(Documents.ROOT.resolve(folder))) {
                files.filter(Files::isRegularFile)
                        .filter(file -> TEXT.matcher(file.toString()).matches())
                        .filter(file -> !file.endsWith("WordsTest.java"))
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** By path, in lower case. A line end within a comment or a paragraph does not part words. */
    private static final Map<String, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (Path file : texts()) {
            String text = Files.readString(file).replaceAll("\\n\\s*(\\*|//|#|--)?\\s*", " ");
            TEXTS.put(Documents.name(file), text.toLowerCase(Locale.ROOT));
        }
        assertThat(TEXTS).as("all sources, scripts and documents").hasSizeGreaterThan(900);
    }

    private static Stream<String> hits(Word word, Predicate<String> paths) {
        Pattern pattern = Pattern.compile(word.pattern(), Pattern.CASE_INSENSITIVE);
        return TEXTS.entrySet().stream()
                .filter(text -> paths.test(text.getKey()))
                .flatMap(text ->
                        pattern.matcher(text.getValue()).results().map(hit -> text.getKey() + ": " + hit.group()));
    }

    @TestFactory
    Stream<DynamicTest> oneWord() {
        return WORDS.stream()
                .map(word -> DynamicTest.dynamicTest(word.instead(), () -> {
                    Predicate<String> except = Pattern.compile(word.except()).asPredicate();
                    assertThat(hits(word, except.negate()))
                            .as("say \"%s\"", word.instead())
                            .isEmpty();
                }));
    }

    /** An exception that nothing needs any more would hide what comes later. */
    @TestFactory
    Stream<DynamicTest> eachExceptionIsNeeded() {
        return WORDS.stream()
                .flatMap(word -> Stream.of(word.except().split("\\|", -1))
                        .filter(path -> !path.equals(NOWHERE))
                        .map(path -> DynamicTest.dynamicTest(word.instead() + " in " + path, () -> {
                            Predicate<String> here = Pattern.compile(path).asPredicate();
                            assertThat(hits(word, here)).isNotEmpty();
                        })));
    }

    /** Each kind of pattern on a text that has it and one that has not. */
    @Test
    void thePatternsFind() {
        assertAll(
                () -> assertThat(matches("peer; arm", "five Contenders take turns"))
                        .isTrue(),
                () -> assertThat(matches("round: blocks", "means over blocks of each"))
                        .isTrue(),
                () -> assertThat(matches("round: blocks", "all blocks of one class"))
                        .isFalse(),
                () -> assertThat(matches("stop, end", "it aborted the run")).isTrue(),
                () -> assertThat(matches("stop, end", "the kernel aborts a sequence"))
                        .isFalse());
    }

    private static boolean matches(String instead, String text) {
        Word word = WORDS.stream()
                .filter(w -> w.instead().startsWith(instead))
                .findFirst()
                .orElseThrow();
        return Pattern.compile(word.pattern(), Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .find();
    }

    /** A private type is seen in one file only; each of the others has its simple name to itself, in all modules. */
    @Test
    void eachNameIsOfOneType() throws IOException {
        Map<String, List<String>> places = new TreeMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> sources = texts().stream()
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java"))
                    .toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                String file = Documents.name(Path.of(unit.getSourceFile().toUri()));
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void none) {
                        if (type.getSimpleName().isEmpty()
                                || type.getModifiers().getFlags().contains(Modifier.PRIVATE)) {
                            return null; // nor what is within
                        }
                        places.computeIfAbsent(type.getSimpleName().toString(), _ -> new ArrayList<>())
                                .add(file);
                        return super.visitClass(type, null);
                    }

                    @Override
                    public Void visitMethod(MethodTree method, Void none) {
                        return null; // local ones are seen there only
                    }
                }.scan(unit, null);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        assertThat(places).hasSizeGreaterThan(800);
        places.values().removeIf(files -> files.size() == 1);
        assertThat(places).isEmpty();
    }
}
