package org.ccache.bench.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The product in two builds. A round is three processes in random order: the second build, the second build again as
 * the control, and the first. They ran back to back, so the machine is the same for all.
 */
public final class BuildComparison {
    private static final int SECOND = 0;
    private static final int CONTROL = 1;
    private static final int FIRST = 2;

    private final Build first;
    private final Build second;
    private final int rounds;
    private final long seed;

    /** Compares the second build with the first. */
    public BuildComparison(Build first, Build second, int rounds, long seed) {
        this.first = first;
        this.second = second;
        this.rounds = rounds;
        this.seed = seed;
    }

    /** By the names that the trials give their times. */
    public Map<String, Comparison> run(List<Trial> trials) throws IOException, InterruptedException {
        Map<String, double[][]> times = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>(List.of(SECOND, CONTROL, FIRST));
        Random random = new Random(seed);
        Progress progress = new Progress("compare");
        for (int round = 0; round < rounds; round++) {
            for (Trial trial : trials) {
                Collections.shuffle(order, random);
                for (int who : order) {
                    for (Map.Entry<String, Double> time :
                            measure(trial, who, round).entrySet()) {
                        times.computeIfAbsent(time.getKey(), _ -> new double[3][rounds])[who][round] = time.getValue();
                    }
                }
            }
            progress.update((round + 1.0) / rounds);
        }
        progress.done();
        Map<String, Comparison> comparisons = new LinkedHashMap<>();
        times.forEach(
                (name, who) -> comparisons.put(name, new Comparison(who[SECOND], who[CONTROL], who[FIRST], seed)));
        return comparisons;
    }

    private Map<String, Double> measure(Trial trial, int who, int round) throws IOException, InterruptedException {
        try {
            return trial.measure(who == FIRST ? first : second, round);
        } catch (IOException e) {
            throw new IOException(
                    (who == FIRST ? "of the first build, " : "of the second build, ") + e.getMessage(), e);
        }
    }
}
