package org.ccache.bench.research.percpu;

import java.util.function.IntSupplier;
import org.ccache.bench.measure.Arm;

/**
 * What an arm does.
 *
 * @param operation what is timed
 * @param prepare run by each thread before its clock starts
 * @param consume takes out what the operations put in, some at a time: how many; 0 if there was nothing
 */
record ArmWork(Operation operation, Runnable prepare, IntSupplier consume) {

    /** An arm with nothing to prepare, nothing to take out and nothing to give back. */
    static Arm<ArmWork> of(String name, Operation operation) {
        return of(name, operation, () -> {});
    }

    /** An arm with nothing to prepare and nothing to take out. */
    static Arm<ArmWork> of(String name, Operation operation, Runnable close) {
        return new Arm<>(name, new ArmWork(operation, () -> {}, () -> 0), close);
    }
}
