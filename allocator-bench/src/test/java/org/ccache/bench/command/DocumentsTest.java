package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccache.bench.research.Experiments;
import org.ccache.bench.workload.Workloads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Every command that a document shows is one that can be given. A script checks its arguments before it looks for what
 * it needs: so each is run where nothing is installed, and must end by the want of that and not by wrong use. What it
 * passes on to benchmarks.jar is parsed here.
 */
class DocumentsTest {
    private static final Path ROOT = Documents.ROOT;

    /** What the scripts may use before they find out that there is no JDK, no Maven and no compiler. */
    private static final List<String> TOOLS = List.of(
            "awk",
            "basename",
            "bash",
            "cat",
            "cp",
            "cut",
            "date",
            "dirname",
            "env",
            "find",
            "git",
            "grep",
            "head",
            "id",
            "ls",
            "mkdir",
            "mktemp",
            "nproc",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sort",
            "stat",
            "tail",
            "tee",
            "tr",
            "uname",
            "wc");

    private static final Pattern START = Pattern.compile(
            "(?:\\$ |\\$\\()?((?:[A-Z_]+=\\S+ )*)((?:scripts/|docs/template/build|\\.ci/|\\.\\./|mvn |java |mkdir |cp |patch ).*)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern PROSE = Pattern.compile(" {2,}[^- ].*| +#.*");
    private static final Pattern PLACEHOLDER = Pattern.compile("(.*=)?[A-Z]+(\\.\\.\\.)?");
    private static final Pattern REVISION = Pattern.compile("main|HEAD~\\d+|[0-9a-f]{7,40}|[AB]");

    /** @param whole it is meant to be given as it stands; else it may only name a program */
    record Shown(String document, int line, boolean whole, String text) {
        List<String> words() {
            return Arrays.stream(text.split(" +"))
                    .map(word -> word.replace("'", ""))
                    .filter(word -> !word.equals("…") && !word.equals("..."))
                    .toList();
        }

        @Override
        public String toString() {
            return document + ":" + line + ": " + text;
        }
    }

    @TempDir
    private static Path folder;

    private static Path tools;

    @BeforeAll
    static void onlyTools() throws IOException {
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path found = program(tool);
            if (found != null) {
                Path own = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec '" + found + "' \"$@\"\n");
                assertThat(own.toFile().setExecutable(true)).isTrue();
            }
        }
    }

    private static Path program(String name) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static List<Shown> shown() throws IOException {
        List<Shown> all = new ArrayList<>();
        for (Path document : Documents.all()) {
            String name = Documents.name(document);
            boolean fenced = false;
            int number = 0;
            for (String line : Files.readAllLines(document)) {
                number++;
                if (line.strip().startsWith("```")) {
                    fenced = !fenced;
                } else if (fenced) {
                    add(all, name, number, true, PROSE.matcher(line.strip()).replaceFirst(""));
                } else {
                    Matcher code = CODE.matcher(line);
                    while (code.find()) {
                        boolean cell = line.substring(0, code.start()).endsWith("| ");
                        add(all, name, number, cell || code.group(1).contains(" "), code.group(1));
                    }
                }
            }
        }
        return all;
    }

    private static void add(List<Shown> all, String document, int line, boolean whole, String text) {
        Matcher start = START.matcher(text);
        if (start.matches()) {
            all.add(new Shown(
                    document,
                    line,
                    whole,
                    start.group(2).replaceFirst("\\)$", "").strip()));
        }
    }

    private static List<Shown> ofScripts() throws IOException {
        return shown().stream()
                .filter(shown ->
                        shown.text().startsWith("scripts/") && !shown.text().startsWith("scripts/lib")
                                || shown.text().startsWith(".ci/"))
                .toList();
    }

    private record Ended(int status, String output) {}

    private static Ended run(Path where, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output =
                Files.createTempFile("script", ".txt"); // no pipe: reading one would wait for ever, not for the limit
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(300, TimeUnit.SECONDS);
            String text = Files.readString(output);
            assertThat(ended).as("%s ends; so far: %s", command, text).isTrue();
            return new Ended(process.exitValue(), text);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    @ParameterizedTest
    @MethodSource("ofScripts")
    void aScriptTakesItsArguments(Shown shown) throws IOException, InterruptedException {
        Path script = ROOT.resolve(shown.words().getFirst());
        assertThat(script).isExecutable();
        if (Files.isDirectory(script)) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(shown.words().subList(1, shown.words().size()));
        // These write to target, or do their work, whatever is installed.
        boolean works =
                shown.text().matches("scripts/(build-native|test-scripts).*|scripts/soak (native|test) [1-9][0-9]*");
        if (works || !shown.whole()) {
            command = new ArrayList<>(List.of(script.toString(), "-h"));
        }
        if (command.contains("compare")) {
            assumeTrue(Files.exists(ROOT.resolve(".git")), "no repository, whose commits compare looks for");
            command.replaceAll(
                    word -> REVISION.matcher(word).matches() ? "HEAD" : word.equals("FOLDER") ? "docs" : word);
        }
        command.replaceAll(word -> word.equals("NAME") ? "all" : word);
        Ended ended = run(
                ROOT,
                Map.of("PATH", tools.toString(), "CCACHE_JAVA_HOME", "/nonexistent", "NATIVE", "required"),
                command);
        assertThat(ended.status()).as("%s: %s", shown, ended.output()).isNotIn(2, 126, 127);
        assertThat(ended.output()).doesNotContain("usage: ");
    }

    private static List<Shown> ofBenchmarks() throws IOException {
        return shown().stream()
                .filter(shown -> shown.whole()
                        && (shown.text().startsWith("scripts/bench ")
                                || shown.text().startsWith("scripts/reproduce ")
                                || shown.text().startsWith("java -jar ")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ofBenchmarks")
    void whatIsPassedOnCanBeParsed(Shown shown) {
        List<String> words = new ArrayList<>(shown.words());
        if (words.removeFirst().equals("java")) {
            words.removeFirst();
            assertThat(words.removeFirst()).isEqualTo("allocator-bench/target/benchmarks.jar");
        }
        if (shown.text().startsWith("scripts/reproduce")) {
            Set<String> known = Experiments.all().stream()
                    .map(experiment -> experiment.name())
                    .collect(Collectors.toSet());
            assertThat(words)
                    .allMatch(word -> word.startsWith("-")
                            || Set.of("all", "list", "summary", "NAME").contains(word)
                            || known.contains(word));
            words.addFirst("reproduce");
        } else if (Set.of("all", "jmh").contains(words.getFirst())) {
            return;
        } else if (!Commands.line().getSubcommands().containsKey(words.getFirst())
                && !words.getFirst().startsWith("-")) {
            assertThat(words)
                    .allMatch(word -> word.startsWith("-")
                            || Set.of("quick", "full", "list").contains(word)
                            || PLACEHOLDER.matcher(word).matches()
                            || Workloads.NAMES.contains(word));
            words.addFirst("suite");
        }
        try {
            Commands.line().parseArgs(words.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            assertThat(e.getUnmatched()).as("%s", shown).isEmpty();
        }
    }

    @Test
    void mavenCommandsNameModulesAndTestsThatAreThere() throws IOException {
        List<Shown> maven = shown().stream()
                .filter(shown -> shown.text().startsWith("mvn "))
                .toList();
        assertThat(maven).isNotEmpty();
        Set<String> goals = Set.of("compile", "test", "verify", "install", "package", "deploy", "spotless:apply");
        for (Shown shown : maven) {
            List<String> words = shown.words();
            String module = words.contains("-pl") ? words.get(words.indexOf("-pl") + 1) : ".";
            assertThat(ROOT.resolve(module).resolve("pom.xml")).as("%s", shown).exists();
            for (String word : words.subList(1, words.size())) {
                if (word.startsWith("-Dtest=")) {
                    String pattern = "glob:**/" + word.substring("-Dtest=".length()) + ".java";
                    try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                        assertThat(files.anyMatch(ROOT.getFileSystem().getPathMatcher(pattern)::matches))
                                .as("%s", shown)
                                .isTrue();
                    }
                } else {
                    assertThat(word.startsWith("-") || word.equals(module) || goals.contains(word))
                            .as("%s in %s", word, shown)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void optionsOfJavaAreKnownToIt() throws IOException, InterruptedException {
        for (Shown shown : shown()) {
            if (!shown.text().startsWith("java -") || shown.text().startsWith("java -jar")) {
                continue;
            }
            List<String> options = shown.words().stream()
                    .filter(word -> word.startsWith("-") && !word.equals("-cp"))
                    .toList();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(options);
            command.add("-version");
            Ended ended = run(folder, Map.of(), command);
            assertThat(ended.status()).as("%s: %s", shown, ended.output()).isZero();
        }
    }

    private static final Pattern JAR = Pattern.compile("(allocator-\\w+)/target/([\\w-]+?)-(\\d[\\w.-]+)\\.jar");
    private static final Pattern COORDINATES = Pattern.compile(
            "org\\.ccache(?::|</groupId>\\s*<artifactId>)([\\w-]+)(?::|</artifactId>\\s*<version>)(\\d[\\w.-]*\\w)");

    @Test
    void artifactsAreThoseThatTheBuildMakes() throws IOException {
        List<String> artifacts = new ArrayList<>();
        for (String folder : List.of("allocator-native", "allocator-core", "allocator-bench")) {
            artifacts.add(artifact(folder));
        }
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        for (Path document : Documents.all()) {
            String text = Files.readString(document);
            Matcher jar = JAR.matcher(text);
            while (jar.find()) {
                assertThat(jar.group(2)).as("%s in %s", jar.group(), document).isEqualTo(artifact(jar.group(1)));
                assertThat(pom).contains("<version>" + jar.group(3) + "</version>");
            }
            Matcher coordinates = COORDINATES.matcher(text);
            while (coordinates.find()) {
                assertThat(artifacts)
                        .as("%s in %s", coordinates.group(), document)
                        .contains(coordinates.group(1));
                assertThat(pom).contains("<version>" + coordinates.group(2) + "</version>");
            }
        }
    }

    private static String artifact(String folder) throws IOException {
        String pom = Files.readString(ROOT.resolve(folder).resolve("pom.xml"));
        Matcher artifact = Pattern.compile("</parent>\\s*<artifactId>([\\w-]+)</artifactId>")
                .matcher(pom);
        assertThat(artifact.find()).as("artifactId of %s", folder).isTrue();
        return artifact.group(1);
    }

    /** In a copy without target, as after a clone, in the document's order. */
    @Test
    void theTutorialsFilesCanBeMade() throws IOException, InterruptedException {
        assumeTrue(program("patch") != null, "no patch on PATH");
        Path copy = Files.createDirectories(folder.resolve("a clone"));
        run(ROOT, Map.of(), List.of("cp", "-r", "--parents", "scripts", "docs/template", copy.toString()));
        run(ROOT, Map.of(), List.of("cp", "-r", "--parents", "allocator-native/src", copy.toString()));
        List<Shown> commands = shown().stream()
                .filter(shown -> shown.document().equals("docs/tutorial.md"))
                .filter(shown -> shown.text().matches("(mkdir|cp|patch|docs/template/build) .*"))
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
        for (Shown shown : commands) {
            Ended ended = run(copy, Map.of(), List.of("bash", "-c", shown.text()));
            assertThat(ended.status()).as("%s: %s", shown, ended.output()).isZero();
        }
        assertThatCode(() -> Files.readString(copy.resolve("target/quota/template.h")))
                .doesNotThrowAnyException();
    }

    /** Else a change of the documents' form, or of the pattern, lets all of this pass by looking at nothing. */
    @Test
    void thereAreCommands() throws IOException {
        assertThat(ofScripts()).hasSizeGreaterThan(60);
        assertThat(ofBenchmarks()).hasSizeGreaterThan(20);
    }
}
