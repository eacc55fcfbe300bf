package org.ccache.bench.ratio;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Trial;

/**
 * The product's median round of some loops. All loops, with all arms, run in each process, as ratios are measured.
 *
 * @param loops some of {@link #LOOPS}
 * @param cpus as taskset takes them; empty for all
 */
public record RatioTrial(List<String> loops, String cpus, long seed) implements Trial {
    /** The loops by name. */
    public static final List<String> LOOPS =
            Arrays.stream(RatioWorkload.values()).map(RatioTrial::name).toList();

    /** Processes differ more than rounds of one do: so many of them rather than long ones. */
    private static final int ROUNDS = 100;

    private static String name(RatioWorkload workload) {
        return workload.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Map<String, Double> measure(Build build, int round) throws IOException, InterruptedException {
        RatioTask task = new RatioTask(ROUNDS, seed + round);
        RatioSamples samples = ChildJvm.with(Flags.MEASURED)
                .of(build)
                .on(cpus)
                .measure(task, RatioSamples.class, task.timeoutSeconds())
                .orThrow("ratios");
        Map<String, Double> medians = new LinkedHashMap<>();
        for (RatioWorkload workload : RatioWorkload.values()) {
            if (loops.contains(name(workload))) {
                medians.put(name(workload), Bootstrap.quantile(ours(samples, workload), 0.5));
            }
        }
        return medians;
    }

    private static double[] ours(RatioSamples samples, RatioWorkload workload) throws IOException {
        Map<String, double[]> arms = samples.nanos().get(workload.name());
        if (arms == null) {
            throw new IOException("a build has no loop " + name(workload));
        }
        double[] nanos = arms.get(Arm.OURS);
        if (nanos == null) {
            throw new IOException("ccache cannot run here: " + samples.skipped());
        }
        return nanos;
    }
}
