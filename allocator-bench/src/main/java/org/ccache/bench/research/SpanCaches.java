package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ccache.bench.research.spanheap.SpanCache;
import org.ccache.bench.research.spanheap.SpanHeapResult;
import org.ccache.bench.research.spanheap.SpanHeapSettings;

/** The rpmalloc prototype: heaps by thread over whole spans that are cached by thread, by index, or not. */
final class SpanCaches extends Experiment {
    private static final long TIMEOUT_SECONDS = 120;
    private static final long SEED = 1;
    private static final int ROUNDS = 6;

    /** About a second of work, by all threads together, and a quarter of it before. */
    private static final int CYCLES = 16_000;

    private static final int QUICK_CYCLES = 64;

    private static final int WARM_UP_SHARE = 4;

    SpanCaches() {
        super(Premise.read("span-cache", Map.of()));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        int rounds = conditions.choose(1, ROUNDS);
        int cycles = conditions.choose(QUICK_CYCLES, CYCLES);
        List<Integer> threads = conditions.choose(List.of(1, 4), List.of(1, 4, 16, 64));
        ExperimentProcesses processes = new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS);
        Random random = new Random(SEED);
        List<SpanCacheRow> rows = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int n : threads) {
                for (SpanCacheArm arm : shuffled(random)) {
                    SpanHeapSettings settings =
                            new SpanHeapSettings(arm.cache(), n, Math.max(1, cycles / WARM_UP_SHARE / n), cycles);
                    SpanCacheRow row = new SpanCacheRow(
                            arm,
                            round,
                            processes
                                    .run(arm.words() + ", " + n + " threads", settings, SpanHeapResult.class)
                                    .orElse(null));
                    if (row.result() != null) {
                        rows.add(row);
                        findings.count(
                                "aborts with mode " + row.result().mode(),
                                row.result().aborts());
                    }
                }
            }
        }
        SpanCacheTable table = new SpanCacheTable(rows, threads, SEED);
        findings.table(
                "At rest in KiB, medians of the rounds, “cached”, “depot” and “in heaps” of spans; time of an operation"
                        + " in ns:",
                table.markdown());
        findings.table("Ratios of times [95 %]:", table.ratios());
        findings.picture(table.picture(name()));
        table.check(findings);
    }

    private static List<SpanCacheArm> shuffled(Random random) {
        List<SpanCacheArm> processes = new ArrayList<>(Arrays.asList(SpanCacheArm.values()));
        Collections.shuffle(processes, random);
        return processes;
    }

    /** The sources of spans, one of them twice. */
    enum SpanCacheArm {
        THREAD(SpanCache.BY_THREAD),
        INDEX(SpanCache.BY_INDEX),
        CONTROL(SpanCache.BY_INDEX),
        NONE(SpanCache.NONE);

        private final SpanCache cache;

        SpanCacheArm(SpanCache cache) {
            this.cache = cache;
        }

        SpanCache cache() {
            return cache;
        }

        String words() {
            return cache.words() + (this == CONTROL ? ", again" : "");
        }
    }

    /** One process. */
    record SpanCacheRow(SpanCacheArm arm, int round, SpanHeapResult result) {
        int threads() {
            return result.settings().threads();
        }
    }
}
