package org.ccache.bench.suite;

import java.io.IOException;
import java.util.List;
import org.ccache.bench.measure.Answer;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.workload.memory.Measurement;

/**
 * Runs what of a plan is not in the result folder yet, a process for each task. Whatever happens to one becomes a line.
 */
public final class FootprintRun {
    /** Of most processes; a peer may have some of its own. */
    public static final Flags FLAGS = Flags.FOOTPRINT;

    private final FootprintPlan plan;
    private final ResultFolder folder;
    private final long timeoutSeconds;

    /** @param timeoutSeconds after which a process is ended */
    public FootprintRun(FootprintPlan plan, ResultFolder folder, long timeoutSeconds) {
        this.plan = plan;
        this.folder = folder;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Every finished process is in the folder, even if this is interrupted. */
    public void run() throws IOException, InterruptedException {
        folder.repair();
        List<Measurement> done = FootprintResults.read(folder).all();
        List<FootprintTask> tasks = plan.tasks();
        Progress progress = new Progress("footprint");
        for (int i = 0; i < tasks.size(); i++) {
            FootprintTask task = tasks.get(i);
            if (done.stream().noneMatch(task::gave)) {
                folder.append(measured(task));
            }
            progress.update((i + 1.0) / tasks.size());
        }
        progress.done();
    }

    private Measurement measured(FootprintTask task) throws IOException, InterruptedException {
        Answer<Measurement> answer = ChildJvm.with(task.flags())
                .and(Peers.info(task.peer()).flags())
                .measure(task, Measurement.class, timeoutSeconds);
        return answer.failed()
                ? Measurement.failed(task.workload(), task.scale(), Peers.published(task.peer()), answer.failure())
                : answer.value();
    }
}
