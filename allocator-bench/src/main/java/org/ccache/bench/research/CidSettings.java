package org.ccache.bench.research;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import org.ccache.bench.measure.Task;
import org.ccache.bench.research.fill.Shape;

/**
 * What a process of {@link CidVsCpu} is told.
 *
 * @param alone whether only the filling thread moves; else all threads of the process do, as in a program of one thread
 * @param processors most of them to visit; fewer if the process may use fewer
 * @param bytes filled on each
 */
@JsonTypeName("cid-vs-cpu")
record CidSettings(Shape shape, boolean alone, int processors, long bytes) implements Task.Once<CidResult> {
    @Override
    public CidResult measure() throws IOException, InterruptedException {
        return CidRun.measure(this);
    }
}
