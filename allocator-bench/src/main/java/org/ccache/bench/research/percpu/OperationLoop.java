package org.ccache.bench.research.percpu;

import java.lang.invoke.MethodHandles;
import org.ccache.bench.measure.HiddenLoop;

/** Template of the timed loop: a class of its own for each arm, whose operation is a constant of it. */
final class OperationLoop implements TurnLoop {
    private static final Operation OPERATION = HiddenLoop.constant(MethodHandles.lookup(), Operation.class, 0);

    /** A loop over this operation. */
    static TurnLoop over(Operation operation) {
        return HiddenLoop.of(MethodHandles.lookup(), TurnLoop.class, OperationLoop.class, operation);
    }

    @Override
    public int run(int times) {
        for (int done = 0; done < times; done++) {
            if (!OPERATION.run()) {
                return done;
            }
        }
        return times;
    }
}
