package org.ccache.bench.baseline;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ccache.bench.Main;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Comparison;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.Json;
import org.ccache.bench.ratio.RatioSamples;

/**
 * The single-thread ratios of two builds. A block is three processes in random order: this build, this build again, the
 * other; its figure is the median of the product's rounds in the process. With few blocks the interval is wide: processes
 * differ more than rounds do.
 */
public final class RatioBaseline {
    private static final String OURS = "ccache";

    private final Path jar;
    private final int forks;
    private final int rounds;
    private final long seed;

    /**
     * Prepares a comparison.
     *
     * @param jar a benchmarks.jar of the other build
     * @param forks processes of each
     * @param rounds in each process
     */
    public RatioBaseline(Path jar, int forks, int rounds, long seed) {
        this.jar = jar;
        this.forks = forks;
        this.rounds = rounds;
        this.seed = seed;
    }

    /** By workload. */
    public Map<String, Comparison> run() throws IOException, InterruptedException {
        Map<String, double[][]> medians = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
        Random random = new Random(seed);
        for (int fork = 0; fork < forks; fork++) {
            Collections.shuffle(order, random);
            for (int who : order) {
                RatioSamples samples = measure(who == 2, seed + fork);
                for (Map.Entry<String, Map<String, double[]>> entry :
                        samples.nanos().entrySet()) {
                    double[] nanos = entry.getValue().get(OURS);
                    if (nanos == null) {
                        throw new IOException("ccache cannot run here: " + samples.skipped());
                    }
                    medians.computeIfAbsent(entry.getKey(), key -> new double[3][forks])[who][fork] =
                            Bootstrap.quantile(nanos, 0.5);
                }
            }
        }
        Map<String, Comparison> comparisons = new LinkedHashMap<>();
        medians.forEach(
                (workload, nanos) -> comparisons.put(workload, new Comparison(nanos[0], nanos[1], nanos[2], seed)));
        return comparisons;
    }

    private RatioSamples measure(boolean other, long forkSeed) throws IOException, InterruptedException {
        String[] arguments = {"ratios", "--measure", "--rounds=" + rounds, "--seed=" + forkSeed};
        List<String> command =
                other ? JavaCommand.measuredJar(jar, arguments) : JavaCommand.measured(Main.class, arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line;
        try (BufferedReader reader = process.inputReader()) {
            line = reader.readLine();
        }
        if (process.waitFor() != 0 || line == null) {
            throw new IOException("a measuring process ended with exit code " + process.exitValue());
        }
        return Json.parse(line, RatioSamples.class);
    }
}
