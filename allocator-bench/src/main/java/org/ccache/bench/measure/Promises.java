package org.ccache.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Everything that the project promises of figures, in one list: whatever checks one names it from here. */
public final class Promises {
    private static final String FIGURES = "docs/benchmarking/figures.md";
    private static final String RATIOS = "scripts/bench ratios";
    private static final String COLD_START = "scripts/bench coldstart";
    private static final String DEMO = "scripts/demo";
    private static final String SUITE = "docs/suite/behind.md";
    private static final String FULL = "scripts/bench full";
    private static final String MEMORY = "docs/memory/figures.md";
    private static final String FOOTPRINT = "scripts/bench footprint";
    private static final String PER_CPU = "docs/experiments/per-cpu-data.md";
    private static final String REPRODUCE = "scripts/reproduce per-cpu-data";

    private static final List<Promise> LIST = new ArrayList<>();

    public static final Promise PAIR_CALLS = add("pair ÷ two empty downcalls, 10th percentiles", 1.15, FIGURES, RATIOS);
    public static final Promise PAIR_STACK = add("pair ÷ ThreadLocal stack, medians", 1, FIGURES, RATIOS);
    public static final Promise PAIR_TCMALLOC = add("pair ÷ tcmalloc, medians", 1.15, FIGURES, RATIOS);
    public static final Promise PAIR_MALLOC = add("pair ÷ malloc, medians", 0.5, FIGURES, RATIOS);
    public static final Promise REPLACE_TCMALLOC = add("slot replace ÷ tcmalloc, medians", 0.6, FIGURES, RATIOS);
    public static final Promise REPLACE_MALLOC = add("slot replace ÷ malloc, medians", 0.3, FIGURES, RATIOS);

    public static final Promise START = add("first allocation ÷ one downcall", 1.3, FIGURES, COLD_START);
    public static final Promise START_AHEAD =
            add("first allocation with an AOT cache ÷ one downcall without", 0.6, FIGURES, COLD_START);

    public static final Promise TRACE_MALLOC =
            add("recorded program, allocator alone: time ÷ malloc's", 0.5, FIGURES, DEMO);
    public static final Promise TRACE_TRAFFIC =
            add("recorded program: refills and flushes ÷ operations", 0.03, FIGURES, DEMO);
    public static final Promise PARKED_CACHED = add("parked virtual threads: cached ÷ bound", 1, FIGURES, DEMO);

    public static final Promise SUITE_TIME =
            add("time: geomean ÷ the best single peer of native and Java", 0.85, SUITE, FULL);
    public static final Promise SUITE_TIME_JAVA =
            add("time: geomean ÷ the best single peer of Java's side and malloc", 0.5, SUITE, FULL);
    public static final Promise SUITE_MEMORY =
            add("memory: geomean ÷ the best single peer of native and Java", 0.8, SUITE, FULL);
    public static final Promise SUITE_EACH_TIME =
            add("time: any workload ÷ the best peer on it (native and Java)", 1.1, SUITE, FULL);
    public static final Promise SUITE_EACH_MEMORY =
            add("memory: any workload ÷ the best peer on it (native and Java)", 1.1, SUITE, FULL);
    public static final Promise SUITE_TIME_ALL =
            add("time: geomean ÷ the best single one, own other front ends too", 0.85, SUITE, FULL);
    public static final Promise SUITE_MEMORY_ALL =
            add("memory: geomean ÷ the best single one, own other front ends too", 0.8, SUITE, FULL);

    public static final Promise REST = add("rest: resident ÷ peak after the idle time", 0.02, MEMORY, FOOTPRINT);
    public static final Promise REST_TRIMMED = add("rest: resident ÷ peak after trim", 0.005, MEMORY, FOOTPRINT);
    public static final Promise THREADS_CACHED = add("parked threads: cached ÷ budget", 1, MEMORY, FOOTPRINT);
    public static final Promise FRAGMENTATION =
            add("long runs: geomean of resident ÷ requested, ours ÷ best peer's", 0.8, MEMORY, FOOTPRINT);
    public static final Promise FRAGMENTATION_EACH = add("long run: resident ÷ requested", 1.25, MEMORY, FOOTPRINT);
    public static final Promise CPUSET = add("cpuset: seconds until the idle index is empty", 10, MEMORY, FOOTPRINT);

    public static final Promise RING_CONSUMED =
            perCpu("ring offer, 32 bytes, 4 producers, 1 consumer ÷ Agrona ManyToOneRingBuffer", 0.6);
    public static final Promise RING_DRAINED =
            perCpu("ring offer, 32 bytes, 4 producers, drained between ÷ Agrona ManyToOneRingBuffer", 0.6);
    public static final Promise RING_ALONE =
            perCpu("ring offer, 32 bytes, 1 producer, drained between ÷ Agrona ManyToOneRingBuffer", 0.8);
    public static final Promise COUNTER = perCpu("counter add, 4 threads ÷ LongAdder", 1);

    /** In the order in which they are told. */
    public static final List<Promise> ALL = Collections.unmodifiableList(LIST);

    private Promises() {}

    private static Promise add(String what, double limit, String source, String command) {
        Promise promise = new Promise(what, limit, source, command);
        LIST.add(promise);
        return promise;
    }

    private static Promise perCpu(String what, double limit) {
        return add(what, limit, PER_CPU, REPRODUCE);
    }
}
