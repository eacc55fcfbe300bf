package org.ccache.bench.workload;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Task;

/**
 * Virtual threads that use an allocator and wait.
 *
 * @param cacheBytes budget of all ccaches together
 */
@JsonTypeName("parked")
public record ParkedTask(FrontEnd frontEnd, int threads, long cacheBytes) implements Task.Once<ParkedResult> {
    /** The budget unless another is asked for. */
    public static final long CACHE_BYTES = 8 << 20;

    @Override
    public ParkedResult measure() throws InterruptedException {
        return ParkedThreads.measure(frontEnd, threads, cacheBytes);
    }
}
