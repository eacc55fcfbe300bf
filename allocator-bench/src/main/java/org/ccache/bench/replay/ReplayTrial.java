package org.ccache.bench.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Trial;

/**
 * The product's time for a pass over a trace.
 *
 * @param cpus as taskset takes them; empty for all
 */
public record ReplayTrial(Path trace, String cpus) implements Trial {
    private static final long WARM_UP_MILLIS = 800;
    private static final long WINDOW_MILLIS = 600;
    private static final long TIMEOUT_SECONDS = 120;

    @Override
    public Map<String, Double> measure(Build build, int round) throws IOException, InterruptedException {
        ReplayTask task = new ReplayTask(trace.toString(), Arm.OURS, WARM_UP_MILLIS, WINDOW_MILLIS);
        RoundResult result = ChildJvm.with(Flags.MEASURED)
                .of(build)
                .on(cpus)
                .measure(task, RoundResult.class, TIMEOUT_SECONDS)
                .orThrow(trace.toString());
        return Map.of(trace.toString(), result.nanosPerPass());
    }
}
