package org.ccache.bench.research.model;

import java.util.List;
import java.util.Set;

/**
 * What the kernel may do at any time: let a thread run on a free processor with a free index, and take a running one
 * off, which aborts it if it is inside a sequence. A signal is the same as being taken off and put back.
 *
 * <p>The index is not bound to the processor, as {@code mm_cid} is not, where that makes a difference: where the fence
 * does not reach all processors. Else one processor for each index is all the same, and fewer states.
 */
final class KernelSteps {
    private final OwnerSteps owners;
    private final boolean bound; // index i runs on processor i + 1 only

    KernelSteps(OwnerSteps owners, Set<Guard> guards) {
        this.owners = owners;
        this.bound = guards.contains(Guard.FENCE_ON_ALL);
    }

    void from(World world, int thread, List<Transition> steps) {
        if (!world.runs(thread)) {
            run(world, thread, steps);
            return;
        }
        World preempted = world.copy();
        owners.interrupt(preempted, thread);
        preempted.thread(thread, World.PROCESSOR, World.NOBODY);
        preempted.thread(thread, World.INDEX, 0);
        steps.add(new Transition("T" + thread + " is preempted", preempted));
    }

    private void run(World world, int thread, List<Transition> steps) {
        for (int processor = 1; processor <= World.PROCESSORS; processor++) {
            for (int index = 0; index < World.INDEXES; index++) {
                if ((!bound || processor == index + 1)
                        && free(world, World.PROCESSOR, processor)
                        && free(world, World.INDEX, index)) {
                    World next = world.copy();
                    next.thread(thread, World.PROCESSOR, processor);
                    next.thread(thread, World.INDEX, index);
                    steps.add(new Transition(
                            "T" + thread + " runs on processor " + processor + ", index " + index, next));
                }
            }
        }
    }

    private static boolean free(World world, int cell, int value) {
        for (int thread = 0; thread < world.threads(); thread++) {
            if (world.runs(thread) && world.thread(thread, cell) == value) {
                return false;
            }
        }
        return true;
    }
}
