package org.ccache.bench.research.percpu;

/** What is timed: called by several threads at once. */
@FunctionalInterface
interface Operation {
    /** Does it once: false if it was refused, as by a full ring. */
    boolean run();
}
