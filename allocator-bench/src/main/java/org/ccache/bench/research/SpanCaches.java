package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ccache.bench.research.spanheap.SpanCache;
import org.ccache.bench.research.spanheap.SpanHeapResult;
import org.ccache.bench.research.spanheap.SpanHeapSettings;

/** The rpmalloc prototype: heaps by thread over whole spans that are cached by thread, by index, or not. */
final class SpanCaches implements Experiment {
    private static final long TIMEOUT_SECONDS = 120;
    private static final long SEED = 1;
    private static final int ROUNDS = 6;

    /** About a second of work, by all threads together, and a quarter of it before. */
    private static final int CYCLES = 16_000;

    private static final int QUICK_CYCLES = 64;
    private static final int WARM_UP_SHARE = 4;

    @Override
    public String name() {
        return "span-cache";
    }

    @Override
    public String title() {
        return "whole spans cached by index follow the CPUs, and cost no more than by thread";
    }

    @Override
    public String key() {
        return "at most 1.1 times";
    }

    @Override
    public String claim() {
        return "A prototype in rpmalloc replaces the threads' caches of whole spans by caches by index: what the span caches keep"
                + " follows the CPUs then. The heaps stay the threads', so that spans partly used remain bound to them.";
    }

    @Override
    public String hypothesis() {
        return "At rest, all blocks freed and all threads parked: (1) span caches by thread keep for n threads at least 0.8 × n"
                + " times what one keeps; (2) span caches by index keep at most indexes × capacity, at any number of"
                + " threads; (3) what stays in the heaps grows at least 0.8 × n times with all three sources of spans."
                + " Time of an operation, all numbers of threads together: (4) by index at most 1.1 times as much as by"
                + " thread; (5) without a span cache more than by index, by more than two equal processes differ.";
    }

    @Override
    public String method() {
        return "A small heap for research, not the allocator's own slabs: each thread cuts 64 KiB spans into blocks of one of"
                + " eight classes, 64 B to 8 KiB, by bump and free list; a span whose last block is freed goes back,"
                + " unless it is the one from which its class is served. Spans are the allocator's largest size class with"
                + " TCACHE (by thread) and with CCACHE (by index), four to a full magazine, or are asked of the arena one"
                + " by one (none; 80 KiB, since a request must be above the largest class to pass by the caches). Each"
                + " thread, again and again, allocates 96 KiB of each class in random order, writes to each block, and"
                + " frees all in another random order; all threads together do the same number of operations whatever"
                + " their number. A process for each row, in random order within each round, by index twice in each round"
                + " as A/A control. Time is wall time × CPUs kept busy ÷ operations, so that with more threads than CPUs it"
                + " has the switches between them; ratios are geometric means over the rounds with 95 % intervals by"
                + " bootstrap. With two CPUs there are two indexes, and no more than two threads run at a time.";
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        int rounds = conditions.choose(1, ROUNDS);
        int cycles = conditions.choose(QUICK_CYCLES, CYCLES);
        List<Integer> threads = conditions.choose(List.of(1, 4), List.of(1, 4, 16, 64));
        Arms arms = new Arms(findings, TIMEOUT_SECONDS);
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
                            arms.run(arm.words() + ", " + n + " threads", settings, SpanHeapResult.class)
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
        findings.table("At rest in KiB, medians of the rounds; time of an operation in ns:", table.markdown());
        findings.table("Ratios of times [95 %]:", table.ratios());
        findings.picture(
                "", "bytes of spans by threads: in caches by thread and by index, and in heaps", table.chart());
        table.check(findings);
    }

    private static List<SpanCacheArm> shuffled(Random random) {
        List<SpanCacheArm> arms = new ArrayList<>(Arrays.asList(SpanCacheArm.values()));
        Collections.shuffle(arms, random);
        return arms;
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
