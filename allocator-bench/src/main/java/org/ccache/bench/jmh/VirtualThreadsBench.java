package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;

/**
 * {@link SlotReplace} on virtual threads, one for each processor: JMH's loops do not yield, so more of them than
 * carriers would wait for each other. What many virtual threads cost, the workloads larson-virtual and mleak-virtual
 * show.
 */
@Threads(Threads.MAX)
@Fork(jvmArgsAppend = "-Djmh.executor=VIRTUAL")
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VirtualThreadsBench extends SlotReplace {

    @Benchmark
    public long replaceOnVirtualThreads() {
        return step();
    }
}
