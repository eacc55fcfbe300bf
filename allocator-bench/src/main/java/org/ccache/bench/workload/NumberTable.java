package org.ccache.bench.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A table of numbers from the resources of this package: rows of comma-separated columns, and comments after a hash.
 */
final class NumberTable {
    private final List<double[]> rows;

    private NumberTable(List<double[]> rows) {
        this.rows = rows;
    }

    static NumberTable read(String resource) {
        try (InputStream in = NumberTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource is called " + resource);
            }
            return new NumberTable(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split(",", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int rows() {
        return rows.size();
    }

    double[] column(int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /** Draws row numbers, each with a probability proportional to its weight. */
    static int[] draw(double[] weights, int count, SplittableRandom random) {
        double[] sums = weights.clone();
        Arrays.parallelPrefix(sums, Double::sum);
        double all = sums[sums.length - 1];
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int found = Arrays.binarySearch(sums, random.nextDouble(all));
            // Row r owns the numbers from the sum before it, inclusive, to its own, exclusive.
            drawn[i] = found < 0 ? -found - 1 : found + 1;
        }
        return drawn;
    }
}
