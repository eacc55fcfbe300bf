package org.ccache.bench.page;

import org.ccache.bench.workload.ComparedTime;
import org.ccache.bench.workload.Workload;
import org.ccache.bench.workload.WorkloadGroup;
import org.ccache.bench.workload.Workloads;

/** What the report says about a workload beside its figures. */
record WorkloadFacts(String name, String what, String operation, ComparedTime judged, WorkloadGroup group) {

    /** From the list of workloads; results of another build may name one that is not there. */
    static WorkloadFacts of(String name) {
        if (!Workloads.NAMES.contains(name)) {
            return new WorkloadFacts(
                    name, "not known to this build", "operation", ComparedTime.WALL, WorkloadGroup.FIELD);
        }
        Workload workload = Workloads.named(name);
        return new WorkloadFacts(name, workload.what(), workload.operation(), workload.judged(), workload.group());
    }

    /** Whether processor time is shown in place of wall time. */
    boolean processorTime() {
        return judged != ComparedTime.WALL;
    }
}
