package org.ccache.bench.ratio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.machine.MachineTime;
import org.ccache.bench.measure.Progress;

/** Measures all arms on all workloads in this process. */
public final class RatioRun {
    private static final int OPERATIONS = 100_000;

    private RatioRun() {}

    /**
     * Runs the workloads one after the other.
     *
     * @param rounds that count, per workload; a tenth as many and at least 30 warm up before
     * @param seed of streams and orders
     */
    public static RatioSamples measure(int rounds, long seed) {
        int warmUp = Math.max(30, rounds / 10);
        MachineTime machine = new MachineTime();
        List<String> skipped = new ArrayList<>();
        Map<String, Map<String, double[]>> nanos = new LinkedHashMap<>();
        try (RatioArms arms = new RatioArms(skipped::add)) {
            for (RatioWorkload workload : RatioWorkload.values()) {
                Progress progress = new Progress(workload.toString());
                InterleavedRounds run = new InterleavedRounds(OPERATIONS, warmUp, rounds, seed);
                nanos.put(workload.name(), run.run(workload, workload.admitted(arms.all()), progress::update));
                progress.done();
                if (run.sink() == 0) {
                    throw new IllegalStateException("loops of " + workload + " handed out nothing but null");
                }
            }
        }
        return new RatioSamples(nanos, skipped, machine.stolen());
    }
}
