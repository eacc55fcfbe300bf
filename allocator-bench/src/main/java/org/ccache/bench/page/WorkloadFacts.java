package org.ccache.bench.page;

import org.ccache.bench.workload.Judged;
import org.ccache.bench.workload.Workload;
import org.ccache.bench.workload.Workloads;

/** What the report says about a workload beside its figures. */
record WorkloadFacts(String name, String what, String operation, Judged judged) {

    /** From the list of workloads; results of another build may name one that is not there. */
    static WorkloadFacts of(String name) {
        if (!Workloads.NAMES.contains(name)) {
            return new WorkloadFacts(name, "not known to this build", "operation", Judged.WALL);
        }
        Workload workload = Workloads.named(name);
        return new WorkloadFacts(name, workload.what(), workload.operation(), workload.judged());
    }

    /** Whether processor time is shown in place of wall time. */
    boolean processorTime() {
        return judged != Judged.WALL;
    }
}
