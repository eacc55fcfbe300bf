package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Task;

/**
 * What a run left of an experiment, handed out once more: the experiment asks for its measurements in the order in
 * which it made them, and gets those. So a page can be made anew when only its form has changed. Not thread-safe.
 */
final class Recorded {
    private final Path file;
    private final RawData raw;
    private final List<String> lines;
    private final Deque<String> ahead;

    /** A line in the place of an answer that a process did not give. */
    record Failed(String process, String failure) {}

    private Recorded(Path file, RawData raw, List<String> lines) {
        this.file = file;
        this.raw = raw;
        this.lines = lines;
        this.ahead = new ArrayDeque<>(lines);
    }

    /** @param folder of the raw data, and of the attachments */
    static Recorded read(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".json");
        List<String> all = Files.readAllLines(file);
        return new Recorded(file, RawData.read(file), all.subList(1, all.size()));
    }

    /** Circumstances of that run. */
    ExperimentPage.Run run() {
        return raw.run();
    }

    /** All measurements, as they were written. */
    List<String> lines() {
        return lines;
    }

    /**
     * What a process answered; empty, and a check that says so, if it failed then.
     *
     * @throws IllegalArgumentException if the answer says what the process was told, and that is not the task
     */
    <T> Optional<T> answer(Task task, Class<T> type, Findings findings) {
        String line = ahead.poll();
        if (line == null) {
            throw new IllegalArgumentException(file + " has too few measurements");
        }
        if (has(line, "process")) {
            findings.failed(Json.parse(line, Failed.class));
            return Optional.empty();
        }
        Object told = Json.parse(line, Map.class).get("settings");
        if (told != null && !told.equals(Json.parse(Json.line(task), Map.class))) {
            throw new IllegalArgumentException(file + " has measurements of " + told + ", not of " + Json.line(task));
        }
        return Optional.of(Json.parse(line, type));
    }

    /** Those of the next measurements that have a field, up to the first that has not. */
    <T> List<T> having(String field, Class<T> type) {
        List<T> all = new ArrayList<>();
        while (!ahead.isEmpty() && has(ahead.element(), field)) {
            all.add(Json.parse(ahead.remove(), type));
        }
        return all;
    }

    private static boolean has(String line, String field) {
        return Json.parse(line, Map.class).containsKey(field);
    }

    /** The contents of a file beside the page; empty if that run wrote none. */
    Optional<String> attachment(String suffix) throws IOException {
        Path beside = file.resolveSibling(file.getFileName().toString().replace(".json", suffix));
        return Files.exists(beside) ? Optional.of(Files.readString(beside)) : Optional.empty();
    }

    /**
     * What an expectation was seen to be.
     *
     * @throws IllegalArgumentException if that run had none of the kind
     */
    String seen(String expected) {
        return check(expected)
                .orElseThrow(() -> new IllegalArgumentException(file + " does not tell: " + expected))
                .seen();
    }

    /** What that run found of an expectation; empty if it had none of the kind. */
    Optional<Check> check(String expected) {
        return raw.checks().stream()
                .filter(check -> check.expected().equals(expected))
                .findFirst();
    }

    /** What is left over was measured by an experiment that is not ours any more. */
    void end() {
        if (!ahead.isEmpty()) {
            throw new IllegalArgumentException(file + " has " + ahead.size() + " measurements too many");
        }
    }
}
