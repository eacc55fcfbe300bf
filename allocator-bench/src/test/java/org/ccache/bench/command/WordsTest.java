package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
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
     * @param pattern of the word, in lower case; where a name can be of two words, with a blank between them
     * @param instead what the project says
     * @param except paths where it means something else, or where others are quoted
     * @param found a text that has the word
     * @param other one like it that has not
     */
    private record Word(String pattern, String instead, String except, String found, String other) {
        Stream<String> hits(String prepared) {
            return Pattern.compile(pattern).matcher(prepared).results().map(MatchResult::group);
        }
    }

    private static final String NOWHERE = "(?!)";

    private static final List<Word> WORDS = List.of(
            new Word(
                    "contend(er|ers)\\b|contestant",
                    "peer; arm, where it may be a loop or the control",
                    NOWHERE,
                    "void everyContenderHasATurn()",
                    "threads that contend for a lock, contended"),
            new Word(
                    "\\brivals?\\b",
                    "peer",
                    "section-length|SectionLength|research/length|RecordedTest|AbortChapter|Pinned|claims"
                            + "|experiments\\.md|glossary|DocumentFigures",
                    "theBestRivalOfEach",
                    "that arrived, an arrival"),
            new Word(
                    "cpu ?cache",
                    "ccache; IndexCaches: an index is no CPU",
                    "glossary",
                    "new CpuCaches(1)",
                    "the cache of a CPU"),
            new Word(
                    "critical ?section",
                    "sequence",
                    "glossary|docs/claims",
                    "a criticalSection begins",
                    "a critical call, in this section"),
            new Word(
                    "transfer ?cache|central ?free ?list|scavenge|decommit",
                    "depot; purge",
                    "glossary",
                    "scavengeNow()",
                    "what is committed"),
            new Word("super ?block|\\bsubpage\\b", "slab", "glossary", "aSubpageIsFull", "above blocks, a page"),
            new Word(
                    "\\bpage ?heap\\b|\\bextent ?(map|tree)",
                    "arena; span map",
                    "glossary|TcmallocPeer",
                    "thePageHeapGrows",
                    "a page of the heap, to the extent that it maps"),
            new Word(
                    "\\bper[- ]core\\b|\\bvcpu|\\bvirtual ?cpu",
                    "per-CPU, or index",
                    "glossary",
                    "a perCore list, one for each vCPU",
                    "a paper core, an index for each core"),
            new Word(
                    "blocks? of (processes|rounds|operations)|(means?|bootstrap|medians?) over blocks|--blocks=|blocks_of"
                            + "|each block has (the first|each)|of one block there|common blocks|\\bblocks there is",
                    "round: blocks are memory",
                    "CHANGELOG",
                    "void eachBlockHasTheFirstBuild()",
                    "all blocks of one class"),
            new Word(
                    "abort(s|ed|ing)? (the |a |this )?(run|test|suite|process|thread|program|build)s?\\b",
                    "stop, end, fail: what aborts is a sequence",
                    "lib/quick",
                    "anErrorAbortsTheRun",
                    "the kernel aborts a sequence"));

    private static final Pattern TEXT = Pattern.compile(
            ".*\\.(java|md|S|c|h|inc|awk|sed|html|css|js|txt|toml|xml|sh)|.*/(scripts|lab|\\.ci|template)/[a-z-]+");

    private static final List<String> FOLDERS = List.of(
            "allocator-native/src",
            "allocator-core/src",
            "allocator-bench/src",
            "allocator-bench/traces",
            "docs/template",
            "scripts",
            "lab",
            ".ci",
            "config");

    private static final List<String> FILES = List.of(
            "CHANGELOG.md", "pom.xml", "allocator-native/pom.xml", "allocator-core/pom.xml", "allocator-bench/pom.xml");

    private static Set<Path> texts() throws IOException {
        Set<Path> all = new TreeSet<>(Documents.all());
        FILES.forEach(file -> all.add(Documents.ROOT.resolve(file)));
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

    /** By path, {@link #prepared}. */
    private static final Map<String, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (Path file : texts()) {
            TEXTS.put(Documents.name(file), prepared(Files.readString(file)));
        }
        assertThat(TEXTS)
                .containsKeys(".ci/run", "lab/cells", "config/forbidden-apis/product.txt", "docs/template/build");
        assertThat(TEXTS).as("all sources, scripts and documents").hasSizeGreaterThan(900);
    }

    /**
     * In lower case, and once more with the words of names parted. A line end within a comment or a paragraph does not
     * part words.
     */
    private static String prepared(String text) {
        String joined = text.replaceAll("\\n\\s*(\\*|//|#|--)?\\s*", " ");
        String parted = joined.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
        return (joined + "\n\n" + parted).toLowerCase(Locale.ROOT);
    }

    private static Stream<String> hits(Word word, Predicate<String> paths) {
        return TEXTS.entrySet().stream()
                .filter(text -> paths.test(text.getKey()))
                .flatMap(text -> word.hits(text.getValue()).map(hit -> text.getKey() + ": " + hit))
                .distinct();
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

    @TestFactory
    Stream<DynamicTest> eachPatternFindsItsWordAndNoOther() {
        return WORDS.stream()
                .map(word -> DynamicTest.dynamicTest(word.instead(), () -> {
                    assertThat(word.hits(prepared(word.found()))).isNotEmpty();
                    assertThat(word.hits(prepared(word.other()))).isEmpty();
                }));
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
            DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, diagnostics, null, null, manager.getJavaFileObjectsFromPaths(sources));
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
            assertThat(diagnostics.getDiagnostics())
                    .filteredOn(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                    .as("what cannot be parsed is not seen")
                    .isEmpty();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        assertThat(places).hasSizeGreaterThan(800);
        places.values().removeIf(files -> files.size() == 1);
        assertThat(places).isEmpty();
    }
}
