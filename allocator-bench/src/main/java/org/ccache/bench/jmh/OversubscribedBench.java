package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;

/**
 * {@link SlotReplace} on 64 threads, many more than processors. Read as operations a second of the machine: an average
 * time would be thread time, most of it spent waiting for a processor. Give it iterations of two seconds or more, since
 * how the threads start and stop is the scheduler's doing.
 */
@Threads(64)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OversubscribedBench extends SlotReplace {

    @Benchmark
    public long replaceOversubscribed() {
        return step();
    }
}
