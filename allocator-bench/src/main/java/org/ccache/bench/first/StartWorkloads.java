package org.ccache.bench.first;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceBuilder;
import org.ccache.bench.trace.TraceReader;
import org.ccache.bench.workload.RandomStream;
import org.ccache.bench.workload.Replay;
import org.ccache.bench.workload.Workloads;

/** What is done in the first seconds, each as a trace: the recorded ones of the suite, a burst, and any file of one. */
public final class StartWorkloads {
    static final String BURST = "burst-12000";

    private static final int BURST_BLOCKS = 12_000;

    /** With sizes of their own each: processors learn those that come again soon. */
    private static final int BURSTS = 10;

    private static final int LEAST_BYTES = 16;
    private static final int SIZES = 1_024;

    /** All that have a name. */
    public static final List<String> NAMES = Stream.concat(
                    Workloads.NAMES.stream().filter(Replay::is), Stream.of(BURST))
            .toList();

    private StartWorkloads() {}

    /** Whether there is such a workload, or a file of that name. */
    public static boolean known(String workload) {
        return NAMES.contains(workload) || Files.isRegularFile(Path.of(workload));
    }

    /** Whether it is what a program asked for; a burst is not. */
    static boolean recorded(String workload) {
        return !workload.equals(BURST);
    }

    static Trace trace(String workload, long seed) throws IOException {
        if (workload.equals(BURST)) {
            return bursts(seed);
        }
        return NAMES.contains(workload) ? Replay.recorded(workload) : TraceReader.read(Path.of(workload));
    }

    /** Allocate many, then free the older half in order of age and the newer in reverse, as the other bursts do. */
    private static Trace bursts(long seed) {
        RandomStream random = new RandomStream(seed, 0);
        TraceBuilder trace = new TraceBuilder(BURST);
        int[] blocks = new int[BURST_BLOCKS];
        for (int burst = 0; burst < BURSTS; burst++) {
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = trace.malloc(0, LEAST_BYTES + random.below(SIZES));
            }
            for (int i = 0; i < blocks.length / 2; i++) {
                trace.free(0, blocks[i]);
            }
            for (int i = blocks.length - 1; i >= blocks.length / 2; i--) {
                trace.free(0, blocks[i]);
            }
        }
        return trace.build();
    }
}
