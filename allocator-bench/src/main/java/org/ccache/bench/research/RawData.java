package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ccache.bench.measure.Json;
import org.ccache.bench.page.Picture;

/**
 * The first line of an experiment's raw data: its circumstances and what came of it. Each further line is a
 * measurement.
 *
 * @param counters counts of the whole run, by name
 * @param pictures the numbers of each, from which it can be drawn again
 */
record RawData(
        ExperimentPage.Run run,
        Map<String, Long> counters,
        List<Check> checks,
        Verdict verdict,
        List<Picture> pictures) {

    /** Those of an older build have none. */
    RawData {
        pictures = pictures == null ? List.of() : List.copyOf(pictures);
    }

    RawData(ExperimentPage.Run run, Findings findings) {
        this(run, findings.counters(), findings.checks(), findings.verdict(), findings.pictures());
    }

    /**
     * Writes it, and the measurements below it: all or nothing, for hours of measuring may be what stands there now.
     */
    void write(Path file, List<String> measurements) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.write(
                whole,
                Stream.concat(Stream.of(Json.line(this)), measurements.stream()).toList());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IllegalArgumentException if the file has no first line, or no verdict in it
     */
    static RawData read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            RawData first = lines.findFirst()
                    .map(line -> Json.parse(line, RawData.class))
                    .orElseThrow(() -> new IllegalArgumentException(file + " is empty"));
            if (first.verdict() == null || first.checks() == null) {
                throw new IllegalArgumentException(file + " begins with no verdict");
            }
            return first;
        }
    }

    /**
     * The check whose figure tells why the verdict is what it is: the one that the experiment names if it has that
     * verdict, else the first that has.
     *
     * @param key part of that check's expectation
     */
    Check deciding(String key) {
        List<Check> agreeing =
                checks.stream().filter(check -> check.verdict() == verdict).toList();
        return agreeing.stream()
                .filter(check -> check.expected().contains(key))
                .findFirst()
                .orElseGet(() -> agreeing.isEmpty() ? new Check("any check", "none", verdict) : agreeing.getFirst());
    }
}
