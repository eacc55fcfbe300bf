package org.ccache.bench.percpu;

/** A compiled loop over one operation. */
interface BlockLoop {
    /** Runs the operation so many times: how often it was not refused. */
    int run(int times);
}
