package org.ccache.bench.research.percpu;

import java.util.function.IntSupplier;
import org.ccache.bench.measure.Contender;

/**
 * What a contender does.
 *
 * @param operation what is timed
 * @param prepare run by each thread before its clock starts
 * @param consume takes out what the operations put in, some at a time: how many; 0 if there was nothing
 */
record Work(Operation operation, Runnable prepare, IntSupplier consume) {

    /** A contender with nothing to prepare, nothing to take out and nothing to give back. */
    static Contender<Work> of(String name, Operation operation) {
        return of(name, operation, () -> {});
    }

    /** A contender with nothing to prepare and nothing to take out. */
    static Contender<Work> of(String name, Operation operation, Runnable close) {
        return new Contender<>(name, new Work(operation, () -> {}, () -> 0), close);
    }
}
