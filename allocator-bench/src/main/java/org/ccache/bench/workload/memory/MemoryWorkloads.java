package org.ccache.bench.workload.memory;

import java.util.List;

/** Those workloads, by name. */
public final class MemoryWorkloads {
    private static final List<MemoryWorkload> ALL = List.of(
            new RestWorkload(),
            new ThreadsWorkload(),
            LongRun.rptest(),
            LongRun.slots(),
            LongRun.redis(),
            LongRun.trace(),
            new CpusetWorkload());

    /** Every name that {@link #named} takes, in the order of reports. */
    public static final List<String> NAMES =
            ALL.stream().map(MemoryWorkload::name).toList();

    private MemoryWorkloads() {}

    /**
     * The workload of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static MemoryWorkload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload is called " + name + "; known: " + NAMES));
    }
}
