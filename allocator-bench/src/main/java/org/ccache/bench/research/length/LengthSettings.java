package org.ccache.bench.research.length;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.List;
import org.ccache.bench.measure.Task;

/**
 * One process: a worker on each allowed CPU, and what disturbs it.
 *
 * @param rivals further busy threads on each CPU
 * @param signals to each worker in a second
 * @param nanos lengths to try, in nanoseconds of undisturbed running
 * @param millis for each length, at least; a call that has begun is finished
 * @param most aborts after which a call gives up
 */
@JsonTypeName("section-length")
public record LengthSettings(int rivals, int signals, List<Long> nanos, int millis, int most)
        implements Task.Once<LengthResult> {

    @Override
    public LengthResult measure() throws IOException, InterruptedException {
        return LengthRun.measure(this);
    }

    /** For tables and pictures. */
    public String words() {
        String others = rivals == 0 ? "alone" : rivals + " rival" + (rivals == 1 ? "" : "s") + " on each CPU";
        return signals == 0 ? others : others + ", " + signals + " signals a second";
    }
}
