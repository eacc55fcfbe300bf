package org.ccache.bench.research.percpu;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Crew;

/**
 * An arm and its timed turns: in each all threads begin together, and it lasts from the first begin to the last end.
 */
final class TimedArm {
    private final Arm<ArmWork> arm;
    private final TurnLoop loop;

    /** Operations refused so far. */
    private final AtomicLong refused = new AtomicLong();

    TimedArm(Arm<ArmWork> arm) {
        this.arm = arm;
        this.loop = OperationLoop.over(arm.subject().operation());
    }

    Arm<ArmWork> arm() {
        return arm;
    }

    long refused() {
        return refused.get();
    }

    /**
     * One turn.
     *
     * @return nanoseconds of processor time per operation: the threads' time, or that of all processors if there are
     *      fewer. A refused operation is tried again, so it is in the time of the one that went through
     */
    double run(Scenario scenario) throws InterruptedException {
        ArmWork work = arm.subject();
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        Thread consumer = Thread.ofPlatform().unstarted(() -> {
            try {
                while (!done.get()) {
                    if (work.consume().getAsInt() == 0) {
                        Thread.onSpinWait();
                    }
                }
            } catch (RuntimeException e) {
                failure.set(e);
            }
        });
        if (scenario.consumer()) {
            consumer.start();
        }
        double nanos;
        try {
            nanos = Crew.processorNanos(
                    scenario.threads(), work.prepare(), () -> operate(scenario.operations(), failure));
        } finally {
            done.set(true);
            if (scenario.consumer()) {
                consumer.join();
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        while (work.consume().getAsInt() > 0) {
            // until nothing is left: the next turn begins with empty rings
        }
        return nanos / ((double) scenario.threads() * scenario.operations());
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever makes room may need this processor
    private void operate(int operations, AtomicReference<RuntimeException> failure) {
        int left = operations;
        while (true) {
            int done = loop.run(left);
            if (done == left || failure.get() != null) { // nobody makes room any more
                return;
            }
            refused.incrementAndGet();
            left -= done;
            Thread.yield();
        }
    }
}
