package org.ccache.bench.workload;

/** What a workload stands for. */
public enum WorkloadGroup {
    /** Something that programs do: it takes part in means, counts and promises. */
    FIELD,
    /** Calls and nothing else: shown beside the field's, for itself. */
    LOOP,
    /** The same with blocks that are written and read: of the loops those to go by. */
    TOUCHED_LOOP;

    /** Whether it is a loop of calls alone. */
    public boolean loop() {
        return this != FIELD;
    }
}
