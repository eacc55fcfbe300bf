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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
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

    private static final List<Word> WORDS = List.of(
            new Word("contend(er|ers)\\b|contestant", "peer; arm, where it may be a loop or the control", "glossary"),
            new Word(
                    "\\brivals?\\b",
                    "peer",
                    "section-length|SectionLength|research/length|AbortChapter|Pinned|claims"
                            + "|experiments\\.md|glossary|DocumentFigures"),
            new Word("CpuCache|\\bcpu caches?\\b", "ccache; IndexCaches: an index is no CPU", "glossary"),
            new Word("critical section", "sequence", "glossary|docs/claims|docs/tutorial"),
            new Word("transfer cache|central free list|scavenge|decommit", "depot; purge", "glossary"),
            new Word("superblock|\\bsubpage\\b", "slab", "glossary"),
            new Word("\\bpage heap\\b|\\bextent (map|tree)", "arena; span map", "glossary|TcmallocPeer"),
            new Word("per-core|\\bvcpu|virtual cpu", "per-CPU, or index", "glossary"),
            new Word(
                    "blocks? of (processes|rounds|operations)|(means?|bootstrap|medians?) over blocks|--blocks=",
                    "round: blocks are memory",
                    "NumaCommand"),
            new Word(
                    "abort(s|ed|ing)? (the |a |this )?(run|test|suite|process|thread|program|build)s?\\b",
                    "stop, end, fail: what aborts is a sequence",
                    "glossary|lib/quick"));

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

    @TestFactory
    Stream<DynamicTest> oneWord() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : texts()) {
            // A line end within a comment or a paragraph does not part words.
            String text = Files.readString(file).replaceAll("\\n\\s*(\\*|//|#|--)?\\s*", " ");
            texts.put(Documents.name(file), text.toLowerCase(Locale.ROOT));
        }
        assertThat(texts).as("all sources, scripts and documents").hasSizeGreaterThan(900);
        return WORDS.stream()
                .map(word -> DynamicTest.dynamicTest(word.instead(), () -> {
                    Pattern found = Pattern.compile(word.pattern(), Pattern.CASE_INSENSITIVE);
                    Pattern except = Pattern.compile(word.except());
                    assertThat(texts.entrySet().stream()
                                    .filter(text ->
                                            !except.matcher(text.getKey()).find())
                                    .flatMap(text -> found.matcher(text.getValue())
                                            .results()
                                            .map(hit -> text.getKey() + ": " + hit.group())))
                            .as("say \"%s\"", word.instead())
                            .isEmpty();
                }));
    }

    /** Each exception is one: where nothing is found, it would hide what comes later. */
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
