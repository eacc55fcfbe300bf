package org.ccache.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run left in its folder. An interrupted run has less, and its last line may be torn: what cannot be read is
 * named and left out, and the rest counts.
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
        ResultFolder files = new ResultFolder(folder);
        List<String> problems = new ArrayList<>();
        List<Outcome> outcomes = files.lines(Outcome.class, Results::complete, problems);
        Map<String, String> environment = files.environment(problems);
        return new Results(
                folder.toAbsolutePath().normalize().getFileName().toString(), environment, outcomes, problems);
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
