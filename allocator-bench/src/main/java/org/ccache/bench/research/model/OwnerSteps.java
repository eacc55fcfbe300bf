package org.ccache.bench.research.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A thread: pops a block if it holds none, pushes the one that it holds, for ever; a step is one instruction that reads
 * or writes shared memory. Refused, it goes to the depot, which is behind a lock and so one step.
 *
 * <pre>
 *   restart:  arm                        [gap]
 *   start:    index = the kernel's, state[index] = OPEN, else slow
 *             current = current[index]   pop: 0 is empty; push: end is full: slow
 *             pop: value = slot[current - 1]     push: slot[current] = held
 *   C:        current[index] = current - 1       current[index] = current + 1
 *   commit:   pop holds value            push holds nothing
 * </pre>
 */
final class OwnerSteps {
    private static final int RESTART = 0; // also: read the index, where it is read outside
    private static final int ARM = 1;
    private static final int GAP = 2;
    private static final int START = 3; // from here on inside
    private static final int CURRENT = 4;
    private static final int LATE_STATE = 5; // where the loads have changed places
    private static final int SLOT = 6;
    private static final int COMMIT = 7; // to here
    private static final int LATE_SLOT = 8;
    private static final int SLOW = 9;

    private final Set<Guard> guards;

    OwnerSteps(Set<Guard> guards) {
        this.guards = EnumSet.copyOf(guards);
    }

    /** Whether an event aborts what the thread does: the kernel looks at the pointer and at the program counter. */
    private static boolean inside(World world, int thread) {
        int pc = world.thread(thread, World.PC);
        return world.thread(thread, World.ARMED) != 0 && pc >= START && pc <= COMMIT;
    }

    /** What an event does to a thread, in a sequence or not: in both cases the kernel clears the pointer. */
    void interrupt(World world, int thread) {
        if (inside(world, thread)) {
            goTo(world, thread, guards.contains(Guard.RESTART_ARMS) ? restart() : START);
        }
        world.thread(thread, World.ARMED, 0);
    }

    private int restart() {
        return guards.contains(Guard.INDEX_INSIDE) ? RESTART : ARM; // read outside, the index is not read again
    }

    private static void goTo(World world, int thread, int pc) {
        world.thread(thread, World.PC, pc);
        if (pc <= START) { // registers that are dead: states that differ in them only are the same
            world.thread(thread, World.R_CURRENT, 0);
            world.thread(thread, World.R_VALUE, 0);
        }
        if (pc == RESTART || pc == SLOW) {
            world.thread(thread, World.R_INDEX, 0);
            world.thread(thread, World.R_CURRENT, 0);
            world.thread(thread, World.R_VALUE, 0);
            world.thread(thread, World.ARMED, 0);
        }
    }

    /** What a running thread may do next. */
    void from(World world, int thread, List<Transition> steps) {
        World next = world.copy();
        switch (world.thread(thread, World.PC)) {
            case RESTART -> {
                if (!guards.contains(Guard.INDEX_INSIDE)) {
                    next.thread(thread, World.R_INDEX, world.thread(thread, World.INDEX));
                }
                next.thread(thread, World.PC, ARM);
                arm(next, thread, steps); // nothing of others is read or written in between
            }
            case ARM -> arm(next, thread, steps);
            case GAP -> step(next, thread, START, "comes to start", steps);
            case START -> {
                index(next, thread); // its own business: an event right after it is as one right before it
                state(next, thread, CURRENT, steps);
                if (!guards.contains(Guard.STATE_ACQUIRED)) {
                    World early = world.copy();
                    index(early, thread);
                    current(early, thread, LATE_STATE, steps);
                }
            }
            case CURRENT -> current(next, thread, SLOT, steps);
            case LATE_STATE -> state(next, thread, SLOT, steps);
            case SLOT -> slot(next, thread, steps);
            case COMMIT -> commit(next, thread, steps);
            case LATE_SLOT -> {
                next.slot(
                        world.thread(thread, World.R_INDEX),
                        world.thread(thread, World.R_CURRENT),
                        world.thread(thread, World.R_VALUE));
                step(next, thread, RESTART, "writes its slot late", steps);
            }
            case SLOW -> slow(world, thread, steps);
            default -> throw new IllegalStateException("no such place: " + world.thread(thread, World.PC));
        }
    }

    private void arm(World next, int thread, List<Transition> steps) {
        next.thread(thread, World.ARMED, 1);
        step(next, thread, guards.contains(Guard.ARMED_LAST) ? START : GAP, "processes", steps);
    }

    private void index(World next, int thread) {
        if (guards.contains(Guard.INDEX_INSIDE)) {
            next.thread(thread, World.R_INDEX, next.thread(thread, World.INDEX));
        }
    }

    private void state(World next, int thread, int then, List<Transition> steps) {
        int state = next.state(next.thread(thread, World.R_INDEX));
        boolean refused = guards.contains(Guard.STATE_CHECKED) && state != World.OPEN;
        step(next, thread, refused ? SLOW : then, "reads " + (state == World.OPEN ? "OPEN" : "STOPPED"), steps);
    }

    private static boolean pops(World world, int thread) {
        return world.thread(thread, World.HELD) == World.NOTHING;
    }

    private void current(World next, int thread, int then, List<Transition> steps) {
        int index = next.thread(thread, World.R_INDEX);
        int current = next.current(index);
        boolean refused = pops(next, thread) ? current == 0 : current >= next.end(index);
        next.thread(thread, World.R_CURRENT, current);
        step(next, thread, refused ? SLOW : then, "reads current = " + current, steps);
    }

    private void slot(World next, int thread, List<Transition> steps) {
        int index = next.thread(thread, World.R_INDEX);
        int current = next.thread(thread, World.R_CURRENT);
        if (pops(next, thread)) {
            int block = next.slot(index, current - 1);
            next.thread(thread, World.R_VALUE, block);
            step(next, thread, COMMIT, "reads block " + block, steps);
        } else if (guards.contains(Guard.SLOT_BEFORE_COMMIT)) {
            next.slot(index, current, next.thread(thread, World.HELD));
            step(next, thread, COMMIT, "writes block " + next.thread(thread, World.HELD) + " above current", steps);
        } else {
            step(next, thread, COMMIT, "goes on", steps);
        }
    }

    private void commit(World next, int thread, List<Transition> steps) {
        int index = next.thread(thread, World.R_INDEX);
        int current = next.thread(thread, World.R_CURRENT);
        boolean pop = pops(next, thread);
        int held = next.thread(thread, World.HELD);
        next.current(index, pop ? current - 1 : current + 1);
        if (!guards.contains(Guard.NARROW_COMMIT)) {
            next.state(index, World.OPEN);
        }
        next.thread(thread, World.HELD, pop ? next.thread(thread, World.R_VALUE) : World.NOTHING);
        if (!pop && !guards.contains(Guard.SLOT_BEFORE_COMMIT)) {
            next.thread(thread, World.R_VALUE, held);
            step(next, thread, LATE_SLOT, "commits a push", steps);
        } else {
            step(next, thread, RESTART, pop ? "commits a pop" : "commits a push", steps);
        }
    }

    private static void slow(World world, int thread, List<Transition> steps) {
        int held = world.thread(thread, World.HELD);
        if (held != World.NOTHING) {
            World next = world.copy();
            next.depot(world.depot() | 1 << held - 1);
            next.thread(thread, World.HELD, World.NOTHING);
            step(next, thread, RESTART, "gives block " + held + " to the depot", steps);
            return;
        }
        if (world.depot() == 0) {
            step(world.copy(), thread, RESTART, "finds the depot empty", steps);
            return;
        }
        int block = Integer.numberOfTrailingZeros(world.depot()) + 1; // which one, makes no difference
        World next = world.copy();
        next.depot(world.depot() & world.depot() - 1);
        next.thread(thread, World.HELD, block);
        step(next, thread, RESTART, "takes block " + block + " from the depot", steps);
    }

    private static void step(World next, int thread, int pc, String what, List<Transition> steps) {
        goTo(next, thread, pc);
        steps.add(new Transition("T" + thread + " " + what, next));
    }
}
