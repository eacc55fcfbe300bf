package org.ccache.bench.research.spanheap;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.ccache.bench.measure.Task;

/**
 * What a process is told.
 *
 * @param threads that work at the same time, each with a heap of its own
 * @param warmUpCycles of each thread before the timed ones
 * @param cycles of all threads together: each allocates some blocks and frees them all
 */
@JsonTypeName("span-heap")
public record SpanHeapSettings(SpanCache cache, int threads, int warmUpCycles, int cycles)
        implements Task.Once<SpanHeapResult> {
    @Override
    public SpanHeapResult measure() throws InterruptedException {
        return SpanHeapRun.measure(this);
    }
}
