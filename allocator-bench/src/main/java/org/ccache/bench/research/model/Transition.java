package org.ccache.bench.research.model;

/**
 * A state that follows another, and by what.
 *
 * @param what who did what, for traces
 */
record Transition(String what, World next) {}
