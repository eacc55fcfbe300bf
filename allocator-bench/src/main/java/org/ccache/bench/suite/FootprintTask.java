package org.ccache.bench.suite;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.ccache.bench.measure.Task;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Scale;

/** One workload on one peer, for the memory it takes. */
@JsonTypeName("footprint")
public record FootprintTask(String workload, String peer, Scale scale) implements Task.Once<Measurement> {

    @Override
    public Measurement measure() throws InterruptedException {
        return FootprintRun.measure(workload, peer, scale);
    }
}
