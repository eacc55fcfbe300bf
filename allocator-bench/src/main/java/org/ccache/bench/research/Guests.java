package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Json;

/**
 * What {@code scripts/reproduce} gathered for an experiment before it: what emulated machines printed through
 * {@code scripts/lab} (answers of processes, each behind {@value #ANSWER}, and at the end a line for each cell that
 * says what became of it), and lines of the native program of one thread, from there and from here.
 *
 * @param answers JSON, in the order in which they were printed
 * @param natives JSON of {@link OneThread}, likewise
 * @param refusals cells that did not pass, with the reason
 */
record Guests(List<String> answers, List<String> natives, List<String> refusals) {
    static final String ANSWER = "ARM ";

    private static final String CELL = "[a-z0-9.-]+: (PASS|FAIL|TIMEOUT|INFRA|SKIP)\\b.*";

    /** @param file null if no machine was asked for */
    static Guests read(Path file) throws IOException {
        if (file == null) {
            return new Guests(List.of(), List.of(), List.of("no emulated machine was asked for"));
        }
        return parse(Files.readAllLines(file));
    }

    /** Those of a run before, which {@link #keep} has kept. */
    static Guests of(Recorded recorded) {
        return new Guests(
                recorded.having("mode", Map.class).stream().map(Json::line).toList(),
                recorded.having("where", Map.class).stream().map(Json::line).toList(),
                recorded.having("refusal", Map.class).stream()
                        .map(line -> (String) line.get("refusal"))
                        .toList());
    }

    /** As raw data. */
    <T> void keep(Class<T> type, Findings findings) {
        answers(type).forEach(findings::raw);
        oneThreads().forEach(findings::raw);
        refusals.forEach(reason -> findings.raw(Map.of("refusal", reason)));
    }

    static Guests parse(List<String> lines) {
        List<String> answers = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        List<String> natives = new ArrayList<>();
        boolean cells = false;
        for (String line : lines) {
            if (line.startsWith(ANSWER)) {
                answers.add(line.substring(ANSWER.length()));
            } else if (line.startsWith(OneThread.ANSWER)) {
                natives.add(line.substring(OneThread.ANSWER.length()));
            } else if (line.matches(CELL)) {
                cells = true;
                if (!line.contains(": PASS")) {
                    refusals.add(line);
                }
            }
        }
        if (!cells) {
            refusals.add("scripts/lab ended without a word about its cells");
        }
        return new Guests(answers, natives, refusals);
    }

    List<OneThread> oneThreads() {
        return natives.stream().map(line -> Json.parse(line, OneThread.class)).toList();
    }

    <T> List<T> answers(Class<T> type) {
        return answers.stream().map(line -> Json.parse(line, type)).toList();
    }
}
