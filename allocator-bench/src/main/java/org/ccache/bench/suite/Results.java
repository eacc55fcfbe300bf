package org.ccache.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Json;

/**
 * What a run left in its folder. An interrupted run has less, and its last line may be torn: what cannot be read is named
 * and left out, and the rest counts.
 *
 * @param name of the folder
 * @param environment facts by name, in the order of the file; empty if there is no such file
 * @param outcomes in the order of the file
 * @param problems what could not be read, for the reader of the report
 */
public record Results(String name, Map<String, String> environment, List<Outcome> outcomes, List<String> problems) {
    /** One outcome a line. */
    public static final String RESULTS = "results.jsonl";
    /** Facts by name. */
    public static final String ENVIRONMENT = "env.json";

    /**
     * Reads a folder.
     *
     * @throws IOException if there are no results at all
     */
    public static Results read(Path folder) throws IOException {
        Path results = folder.resolve(RESULTS);
        if (!Files.exists(results)) {
            throw new NoSuchFileException(results.toString(), null, "no results of a suite run");
        }
        List<String> problems = new ArrayList<>();
        Map<String, String> environment = environment(folder.resolve(ENVIRONMENT), problems);
        List<Outcome> outcomes = outcomes(results, problems);
        return new Results(
                folder.toAbsolutePath().normalize().getFileName().toString(), environment, outcomes, problems);
    }

    private static Map<String, String> environment(Path file, List<String> problems) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            problems.add(ENVIRONMENT + " is missing: nothing is known of the machine");
            return environment;
        }
        try {
            Map<?, ?> facts = Json.parse(Files.readString(file), Map.class);
            facts.forEach((key, value) -> environment.put(String.valueOf(key), String.valueOf(value)));
        } catch (UncheckedIOException e) {
            problems.add(ENVIRONMENT + " cannot be read: " + e.getCause().getMessage());
        }
        return environment;
    }

    /** By bytes, not by {@code readAllLines}: a torn line may end inside of a character. */
    private static List<Outcome> outcomes(Path file, List<String> problems) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<Outcome> outcomes = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                Outcome outcome = Json.parse(line, Outcome.class);
                if (complete(outcome)) {
                    outcomes.add(outcome);
                    continue;
                }
                problems.add(RESULTS + " line " + number + " lacks fields and is ignored");
            } catch (UncheckedIOException e) {
                problems.add(RESULTS + " line " + number + " is no whole outcome and is ignored");
            }
        }
        return outcomes;
    }

    private static boolean complete(Outcome outcome) {
        return outcome.workload() != null
                && outcome.peer() != null
                && outcome.failure() != null
                && outcome.discarded() != null
                && outcome.stats() != null
                && outcome.curve() != null
                && outcome.latencies() != null;
    }

    /** A fact by the first of the names that is there; empty if none is. */
    public String fact(String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null) {
                return value;
            }
        }
        return "";
    }
}
