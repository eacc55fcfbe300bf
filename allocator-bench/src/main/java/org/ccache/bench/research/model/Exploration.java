package org.ccache.bench.research.model;

import java.util.List;

/**
 * What an explorer has seen.
 *
 * @param states different ones that were reached
 * @param steps between them
 * @param fault what is wrong with the last state; empty if all states are right, and then they are all there are
 * @param trace the shortest way to the fault, step by step; empty without one
 */
public record Exploration(int states, long steps, String fault, List<String> trace) {
    /** Whether every state that can be reached is right. */
    public boolean right() {
        return fault.isEmpty();
    }
}
