package org.ccache.bench.suite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Latency;

/** Writes latencies as HdrHistogram's plotters read them: a file of percentiles for each workload, peer and kind. */
public final class HgrmFiles {
    private static final double NANOS_PER_MICROSECOND = 1000;

    /** Lines for each halving of the distance to 100 %. */
    private static final int STEPS = 5;

    private HgrmFiles() {}

    /**
     * Writes {@code hgrm/WORKLOAD-PEER-WHAT.hgrm} files, in microseconds, over all processes that have figures. Files
     * that are there already are replaced.
     *
     * @return the files, in the order of their names
     * @throws IllegalArgumentException if two peers would share a file, or a histogram cannot be read
     */
    public static List<Path> write(List<Outcome> outcomes, Path folder) throws IOException {
        Map<List<String>, Histogram> sums = new TreeMap<>(HgrmFiles::compareNames);
        for (Outcome outcome : outcomes) {
            if (outcome.measured()) {
                outcome.latencies()
                        .forEach((what, text) -> sums.merge(
                                List.of(outcome.workload(), outcome.peer(), what),
                                Latency.decode(text),
                                HgrmFiles::add));
            }
        }
        return writeAll(sums, folder.resolve("hgrm"));
    }

    private static int compareNames(List<String> a, List<String> b) {
        return String.join("\0", a).compareTo(String.join("\0", b));
    }

    private static Histogram add(Histogram sum, Histogram more) {
        sum.add(more);
        return sum;
    }

    private static List<Path> writeAll(Map<List<String>, Histogram> sums, Path folder) throws IOException {
        List<Path> written = new ArrayList<>();
        if (sums.isEmpty()) {
            return written;
        }
        Files.createDirectories(folder);
        for (Map.Entry<List<String>, Histogram> entry : sums.entrySet()) {
            Path file = folder.resolve(fileName(entry.getKey()));
            if (written.contains(file)) {
                throw new IllegalArgumentException("two sets of latencies would be written to " + file.getFileName());
            }
            Files.write(file, percentiles(entry.getValue()));
            written.add(file);
        }
        return written;
    }

    /** Lower case; what is neither a letter, a digit, a dot nor a dash is left out, and spaces become dashes. */
    static String fileName(List<String> names) {
        String joined = String.join("-", names).toLowerCase(Locale.ROOT);
        return joined.replaceAll("\\s+", "-").replaceAll("[^a-z0-9.-]", "") + ".hgrm";
    }

    private static byte[] percentiles(Histogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, STEPS, NANOS_PER_MICROSECOND);
        }
        return bytes.toByteArray();
    }
}
