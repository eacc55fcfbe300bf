package org.ccache.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.ccache.bench.measure.Json;

/**
 * A folder of results: {@code env.json}, written once, and {@code results.jsonl}, one line for each process, appended as
 * soon as the process has ended. What has been appended stays, whatever happens to the run after.
 */
public final class ResultFolder {
    private final Path folder;

    public ResultFolder(Path folder) {
        this.folder = folder;
    }

    public Path path() {
        return folder;
    }

    /** Whether a run was begun here. */
    public boolean begun() {
        return Files.exists(environmentFile());
    }

    /** Writes the environment, which makes this a folder of results. */
    public void begin(Map<String, String> environment) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(linesFile(), "");
        Files.writeString(environmentFile(), Json.line(environment) + "\n"); // last: with it the folder counts as begun
    }

    /** Appends a line. The file ends with a whole line before: {@link #repair()} sees to that. */
    public void append(Outcome outcome) throws IOException {
        Files.writeString(linesFile(), Json.line(outcome) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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

    private Path environmentFile() {
        return folder.resolve(Results.ENVIRONMENT);
    }

    private Path linesFile() {
        return folder.resolve(Results.RESULTS);
    }
}
