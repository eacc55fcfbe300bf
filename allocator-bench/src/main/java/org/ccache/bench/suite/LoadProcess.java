package org.ccache.bench.suite;

import java.io.IOException;
import org.ccache.bench.measure.Answer;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.peer.Peers;

/** Runs a step in a process of its own, of this build or of another. */
public final class LoadProcess {
    /** Of all processes; a peer may have some of its own. */
    public static final Flags FLAGS = Flags.SUITE;

    private final ChildJvm child;
    private final long timeoutSeconds;

    /** @param cpus as taskset takes them; empty for all */
    public LoadProcess(Build build, String cpus, long timeoutSeconds) {
        this.child = ChildJvm.with(FLAGS).of(build).on(cpus);
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Runs it. A process that fails, is killed or does not end is an outcome with its reason. */
    public Outcome run(SuitePlan.Step step, LoadTask task) throws IOException, InterruptedException {
        Answer<Outcome> answer =
                child.and(Peers.info(task.peer()).flags()).measure(task, Outcome.class, timeoutSeconds);
        String peer = step.published().peer();
        return answer.failed()
                ? Outcome.without(step.workload(), peer, step.round(), answer.failure(), false)
                : answer.value().as(peer);
    }
}
