package org.ccache.bench.research.fill;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Task;

/**
 * What a filling process is told.
 *
 * @param bytes of each thread and size
 * @param idleMillis between the second look and the third: two seconds are enough for the maintenance to find caches
 *      idle
 */
@JsonTypeName("fill")
public record FillSettings(FrontEnd frontEnd, Shape shape, int threads, long bytes, int idleMillis)
        implements Task.Once<FillResult> {
    @Override
    public FillResult measure() throws InterruptedException {
        return FillRun.measure(this);
    }
}
