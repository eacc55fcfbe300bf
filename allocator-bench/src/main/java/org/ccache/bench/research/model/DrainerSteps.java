package org.ccache.bench.research.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A drainer: empties one magazine after the other and sets its capacity, for ever.
 *
 * <pre>
 *   lock
 *   state[index] = STOPPED
 *   fence
 *   count = current[index]
 *   slots below count to the depot, current[index] = 0, end[index] = 1 or 2   class's lock: one step to who need it
 *   state[index] = OPEN, unlock
 * </pre>
 */
final class DrainerSteps {
    private static final int IDLE = 0;
    private static final int STOP = 1;
    private static final int FENCE = 2;
    private static final int COUNT = 3;
    private static final int MOVE = 4;
    private static final int OPEN = 5;
    private static final int CAPACITY = 6; // where it is lowered without a stop

    private final Set<Guard> guards;
    private final OwnerSteps owners;

    DrainerSteps(Set<Guard> guards, OwnerSteps owners) {
        this.guards = EnumSet.copyOf(guards);
        this.owners = owners;
    }

    /** What a drainer may do next. */
    void from(World world, int drainer, List<Transition> steps) {
        World next = world.copy();
        int index = world.drainer(drainer, World.D_INDEX);
        switch (world.drainer(drainer, World.D_PC)) {
            case IDLE -> begin(world, drainer, steps);
            case STOP -> {
                next.state(index, World.STOPPED);
                step(next, drainer, stopsFirst() ? FENCE : COUNT, "stops index " + index, steps);
            }
            case FENCE -> {
                fence(next, drainer);
                step(next, drainer, stopsFirst() ? COUNT : STOP, fenceText(), steps);
            }
            case COUNT -> {
                next.drainer(drainer, World.D_COUNT, world.current(index));
                step(next, drainer, MOVE, "reads current = " + world.current(index), steps);
            }
            case MOVE -> move(world, drainer, steps);
            case OPEN -> {
                next.state(index, World.OPEN);
                next.lock(guards.contains(Guard.ONE_DRAINER) ? World.NOBODY : next.lock());
                step(next, drainer, IDLE, "opens index " + index, steps);
            }
            case CAPACITY -> {
                next.end(index, Math.max(1, world.drainer(drainer, World.D_COUNT)));
                step(next, drainer, IDLE, "lowers the capacity to " + next.end(index), steps);
            }
            default -> throw new IllegalStateException("no such place");
        }
    }

    private boolean stopsFirst() {
        return guards.contains(Guard.STOP_BEFORE_FENCE);
    }

    private void begin(World world, int drainer, List<Transition> steps) {
        boolean excluded = guards.contains(Guard.ONE_DRAINER) && world.lock() != World.NOBODY;
        for (int index = 0; index < World.INDEXES && !excluded; index++) {
            World next = world.copy();
            if (guards.contains(Guard.ONE_DRAINER)) {
                next.lock(drainer + 1);
            }
            next.drainer(drainer, World.D_INDEX, index);
            if (!guards.contains(Guard.FENCE_ON_ALL)) {
                next.drainer(drainer, World.D_SEEN, processorOf(world, index));
            }
            step(next, drainer, stopsFirst() ? STOP : FENCE, "begins with index " + index, steps);
        }
        if (!guards.contains(Guard.CAPACITY_WHILE_STOPPED)) {
            for (int index = 0; index < World.INDEXES; index++) {
                World next = world.copy();
                next.drainer(drainer, World.D_INDEX, index);
                next.drainer(drainer, World.D_COUNT, world.current(index));
                step(next, drainer, CAPACITY, "reads current = " + world.current(index) + " of index " + index, steps);
            }
        }
    }

    private static int processorOf(World world, int index) {
        for (int thread = 0; thread < world.threads(); thread++) {
            if (world.runs(thread) && world.thread(thread, World.INDEX) == index) {
                return world.thread(thread, World.PROCESSOR);
            }
        }
        return World.NOBODY;
    }

    private void fence(World next, int drainer) {
        int seen = next.drainer(drainer, World.D_SEEN);
        for (int thread = 0; thread < next.threads(); thread++) {
            boolean reached = guards.contains(Guard.FENCE_ON_ALL) || next.thread(thread, World.PROCESSOR) == seen;
            if (guards.contains(Guard.FENCE) && guards.contains(Guard.FENCE_ABORTS) && next.runs(thread) && reached) {
                owners.interrupt(next, thread);
            }
        }
    }

    private String fenceText() {
        return guards.contains(Guard.FENCE) ? "fences" : "goes on without a fence";
    }

    private static void move(World world, int drainer, List<Transition> steps) {
        int index = world.drainer(drainer, World.D_INDEX);
        int count = world.drainer(drainer, World.D_COUNT);
        for (int end = 1; end <= World.SLOTS; end++) {
            World next = world.copy();
            for (int slot = 0; slot < count; slot++) {
                next.depot(next.depot() | 1 << next.slot(index, slot) - 1);
            }
            next.current(index, 0);
            next.end(index, end);
            step(next, drainer, OPEN, "moves " + count + " blocks, sets the capacity to " + end, steps);
        }
    }

    private static void step(World next, int drainer, int pc, String what, List<Transition> steps) {
        next.drainer(drainer, World.D_PC, pc);
        if (pc == IDLE) {
            next.drainer(drainer, World.D_INDEX, 0);
        }
        if (pc == IDLE || pc == OPEN) {
            next.drainer(drainer, World.D_COUNT, 0);
            next.drainer(drainer, World.D_SEEN, 0);
        }
        steps.add(new Transition("D" + drainer + " " + what, next));
    }
}
