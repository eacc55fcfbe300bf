package org.ccache.bench.research.percpu;

/** A compiled loop over one operation. */
interface TurnLoop {
    /** Runs the operation so many times, or until it is refused: how often it was not. */
    int run(int times);
}
