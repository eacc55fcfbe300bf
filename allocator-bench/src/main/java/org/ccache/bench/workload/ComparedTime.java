package org.ccache.bench.workload;

/** Which time of a workload says something about the allocator. */
public enum ComparedTime {
    /** Wall time of an operation: the lanes work as fast as they can. */
    WALL,
    /** Processor time of an operation: the rate is fixed, and waiting costs none. */
    PROCESSOR,
    /** Neither, but the latencies: the rate is fixed, and waiting spins. */
    LATENCY
}
