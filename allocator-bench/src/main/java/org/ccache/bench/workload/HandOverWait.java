package org.ccache.bench.workload;

/** What a thread does that waits for the other side of a {@link HandOver}. */
public enum HandOverWait {
    /** It naps and looks again: no hand-over costs a system call, and some come late. */
    NAP,
    /** The thread that empties is woken by the one that fills. */
    WOKEN,
    /** It looks all the time: nothing comes late, and waiting takes a processor. */
    SPIN
}
