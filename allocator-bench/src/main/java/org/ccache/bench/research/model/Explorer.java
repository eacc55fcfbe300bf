package org.ccache.bench.research.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through every state that owners, drainers and the kernel can reach, in the order of their distance from the
 * first: so what it finds first is the shortest way to a fault. Threads go on for ever, but the states are finitely
 * many: without a fault, all runs of any length have been seen.
 */
public final class Explorer {
    private final int threads;
    private final int drainers;
    private final Set<Guard> guards;

    /** @param guards those that hold; without the others */
    public Explorer(int threads, int drainers, Set<Guard> guards) {
        this.threads = threads;
        this.drainers = drainers;
        this.guards = guards.isEmpty() ? EnumSet.noneOf(Guard.class) : EnumSet.copyOf(guards);
    }

    /** With all guards but one. */
    public static Explorer without(Guard guard, int threads, int drainers) {
        return new Explorer(threads, drainers, EnumSet.complementOf(EnumSet.of(guard)));
    }

    /** How a state was first reached: from which, by its number, and by what. */
    private record Origin(int from, String what) {}

    public Exploration explore() {
        OwnerSteps owners = new OwnerSteps(guards);
        DrainerSteps drains = new DrainerSteps(guards, owners);
        KernelSteps kernel = new KernelSteps(owners, guards);
        List<Origin> origins = new ArrayList<>();
        Set<World> seen = new HashSet<>();
        List<World> queue = new ArrayList<>();
        World first = World.first(threads, drainers);
        seen.add(first);
        queue.add(first);
        origins.add(new Origin(-1, ""));
        long steps = 0;
        List<Transition> next = new ArrayList<>();
        for (int at = 0; at < queue.size(); at++) {
            World world = queue.get(at);
            next.clear();
            for (int thread = 0; thread < threads; thread++) {
                kernel.from(world, thread, next);
                if (world.runs(thread)) {
                    owners.from(world, thread, next);
                }
            }
            for (int drainer = 0; drainer < drainers; drainer++) {
                drains.from(world, drainer, next);
            }
            steps += next.size();
            for (Transition step : next) {
                if (seen.add(step.next())) {
                    queue.add(step.next());
                    origins.add(new Origin(at, step.what()));
                    String fault = step.next().fault();
                    if (!fault.isEmpty()) {
                        return new Exploration(queue.size(), steps, fault, trace(origins));
                    }
                }
            }
        }
        return new Exploration(queue.size(), steps, "", List.of());
    }

    private static List<String> trace(List<Origin> origins) {
        List<String> trace = new ArrayList<>();
        for (int at = origins.size() - 1; at > 0; at = origins.get(at).from()) {
            trace.add(origins.get(at).what());
        }
        Collections.reverse(trace);
        return trace;
    }
}
