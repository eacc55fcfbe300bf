package org.ccache.bench.footprint;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.ccache.bench.measure.Task;

/** One workload on one peer, for the memory it takes. */
@JsonTypeName("footprint")
public record FootprintTask(String workload, String peer, Settings settings) implements Task.Once<Measurement> {

    @Override
    public Measurement measure() throws InterruptedException {
        return FootprintRun.measure(workload, peer, settings);
    }
}
