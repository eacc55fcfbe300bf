package org.ccache.bench.research.percpu;

import java.util.function.IntSupplier;

/**
 * Somebody who takes part.
 *
 * @param name as reports print it
 * @param operation what is timed
 * @param prepare run by each thread before its clock starts
 * @param consume takes out what the operations put in, some at a time: how many; 0 if there was nothing
 * @param close gives everything back
 */
record Contender(String name, Operation operation, Runnable prepare, IntSupplier consume, Runnable close) {
    static final String OURS = "ccache";

    /** A second one of the same kind: the ratio of the two shows what the method can resolve. */
    static final String CONTROL = "ccache (A/A)";

    /** One with nothing to prepare and nothing to take out. */
    static Contender of(String name, Operation operation, Runnable close) {
        return new Contender(name, operation, () -> {}, () -> 0, close);
    }
}
