package org.ccache.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ccache.bench.measure.Json;

/**
 * A folder of results: {@code env.json}, written once, and {@code results.jsonl}, one line for each process, appended
 * as soon as the process has ended. What has been appended stays, whatever happens to the run after.
 */
public final class ResultFolder {
    private final Path folder;

    public ResultFolder(Path folder) {
        this.folder = folder;
    }

    public Path path() {
        return folder;
    }

    /** Writes the environment, which makes this a folder of results. */
    public void begin(Map<String, String> environment) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(linesFile(), "");
        Files.writeString(environmentFile(), Json.line(environment) + "\n"); // last: with it the folder counts as begun
    }

    /**
     * Goes on with the run that was begun here, or begins it.
     *
     * @return why it cannot: the folder has results of another run; empty if it can
     */
    public String beginOrGoOn(Map<String, String> environment) throws IOException {
        if (!Files.exists(environmentFile())) {
            begin(environment);
            return "";
        }
        String difference = SuiteEnvironment.difference(environment(new ArrayList<>()), environment);
        return difference.isEmpty()
                ? ""
                : folder + " holds results of another run: " + difference
                        + ". Remove it, or give another folder with --out.";
    }

    /** Appends a line. The file ends with a whole line before: {@link #repair()} sees to that. */
    public void append(Record result) throws IOException {
        Files.writeString(linesFile(), Json.line(result) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Cuts off a last line that a stopped run or a full disk left unfinished. */
    public void repair() throws IOException {
        if (!Files.exists(linesFile())) {
            return;
        }
        byte[] bytes = Files.readAllBytes(linesFile());
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            Files.writeString(linesFile(), new String(bytes, 0, end, StandardCharsets.UTF_8));
        }
    }

    /** Everything that was appended, discarded runs included. */
    public Results read() throws IOException {
        return Results.read(folder);
    }

    /**
     * Facts by name, in the order of the file; none if it cannot be read.
     *
     * @param problems that are met are added to it
     */
    public Map<String, String> environment(List<String> problems) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        if (!Files.exists(environmentFile())) {
            problems.add(Results.ENVIRONMENT + " is missing: nothing is known of the machine");
            return environment;
        }
        try {
            Map<?, ?> facts = Json.parse(Files.readString(environmentFile()), Map.class);
            facts.forEach((key, value) -> environment.put(String.valueOf(key), String.valueOf(value)));
        } catch (UncheckedIOException e) {
            problems.add(
                    Results.ENVIRONMENT + " cannot be read: " + e.getCause().getMessage());
        }
        return environment;
    }

    /**
     * The lines, in the order of the file. An interrupted run has less, and its last line may be torn: what cannot be
     * read is left out. By bytes, not by {@code readAllLines}: a torn line may end inside of a character.
     *
     * @param whole whether a line has all that it must have
     * @param problems that are met are added to it
     * @throws NoSuchFileException if there are no results at all
     */
    <T> List<T> lines(Class<T> type, Predicate<T> whole, List<String> problems) throws IOException {
        if (!Files.exists(linesFile())) {
            throw new NoSuchFileException(linesFile().toString(), null, "no results of a suite run");
        }
        List<T> results = new ArrayList<>();
        int number = 0;
        for (String line : new String(Files.readAllBytes(linesFile()), StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                T result = Json.parse(line, type);
                if (whole.test(result)) {
                    results.add(result);
                } else {
                    problems.add(Results.RESULTS + " line " + number + " lacks fields and is ignored");
                }
            } catch (UncheckedIOException e) {
                problems.add(Results.RESULTS + " line " + number + " is no whole outcome and is ignored");
            }
        }
        return results;
    }

    private Path environmentFile() {
        return folder.resolve(Results.ENVIRONMENT);
    }

    private Path linesFile() {
        return folder.resolve(Results.RESULTS);
    }
}
