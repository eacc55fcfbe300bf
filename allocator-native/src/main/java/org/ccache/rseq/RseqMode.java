package org.ccache.rseq;

/** What the index of a sequence is in this process. */
public enum RseqMode {
    /** The concurrency id: dense, below min(threads, allowed CPUs) but for short transitions. Linux 6.3 or later. */
    MM_CID,
    /** The CPU number. */
    CPU_ID,
    /** Sequences cannot be used here; {@link Rseq#reason()} says why. */
    UNAVAILABLE
}
