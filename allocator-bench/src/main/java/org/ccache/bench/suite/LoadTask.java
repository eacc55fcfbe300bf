package org.ccache.bench.suite;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Task;

/**
 * One workload on one peer.
 *
 * @param round number of the round of processes it belongs to
 * @param seed of everything random: the same for all peers of a round
 * @param warmUpMillis least, from the first operation to the window
 * @param windowMillis measured
 */
@JsonTypeName("load")
public record LoadTask(
        String workload, String peer, @JsonProperty("block") int round, long seed, long warmUpMillis, long windowMillis)
        implements Task.Once<Outcome> {

    @Override
    public Outcome measure() throws InterruptedException {
        return LoadRun.measure(this);
    }

    @Override
    public List<String> formerly() {
        return List.of("load", "--settings=" + Json.line(this));
    }
}
