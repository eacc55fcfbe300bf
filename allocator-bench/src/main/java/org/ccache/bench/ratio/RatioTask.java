package org.ccache.bench.ratio;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.ccache.bench.measure.Task;

/**
 * The loops of all arms in one process.
 *
 * @param rounds that count, of each loop
 * @param seed of streams and orders
 */
@JsonTypeName("ratios")
public record RatioTask(int rounds, long seed) implements Task.Once<RatioSamples> {

    /** A round of all arms takes a fiftieth of this; the rest is warm-up and a slow machine. */
    private static final long SECONDS_OF_A_ROUND = 1;

    private static final long SECONDS_OF_A_START = 120;

    @Override
    public RatioSamples measure() {
        return RatioRun.measure(rounds, seed);
    }

    /** How long a process may take. */
    public long timeoutSeconds() {
        return SECONDS_OF_A_START + rounds * SECONDS_OF_A_ROUND;
    }

    @Override
    public List<String> formerly() {
        return List.of("ratios", "--measure", "--rounds=" + rounds, "--seed=" + seed);
    }
}
