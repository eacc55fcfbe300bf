package org.ccache.bench.suite;

import java.io.IOException;
import org.ccache.bench.measure.Answer;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.ThreadsWorkload;

/** Runs a step in a process of its own. Whatever happens to it becomes a row. */
public final class FootprintProcess {
    /** Of most processes; a peer may have some of its own. */
    public static final Flags FLAGS = Flags.FOOTPRINT;

    private static final int MANY_THREADS = 20_000;

    private final long timeoutSeconds;

    public FootprintProcess(long timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
    }

    public Measurement run(FootprintPlan.Step step) throws IOException, InterruptedException {
        FootprintTask task = new FootprintTask(step.workload(), step.peer(), step.scale());
        Answer<Measurement> answer = ChildJvm.with(flags(step))
                .and(PeerList.info(step.peer()).flags())
                .measure(task, Measurement.class, timeoutSeconds);
        return answer.failed()
                ? Measurement.failed(step.workload(), step.scale(), step.peer(), answer.failure())
                : answer.value();
    }

    private static Flags flags(FootprintPlan.Step step) {
        boolean many = step.workload().equals("threads")
                && ThreadsWorkload.count(step.scale().variant()) > MANY_THREADS;
        return many ? Flags.MANY_THREADS : FLAGS;
    }
}
