package org.ccache.bench.research;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.ccache.bench.measure.Answer;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Task;
import org.ccache.bench.research.fill.FillSettings;
import org.ccache.bench.research.length.LengthSettings;
import org.ccache.bench.research.spanheap.SpanHeapSettings;

/**
 * Runs measurements of an experiment in processes of their own, one after another. Each answer is kept as raw data; a
 * process that fails becomes a check that cannot be told. Where measurements are recorded, no process is started.
 */
public final class ExperimentProcesses {
    /** What the processes of all experiments are told. */
    public static final List<Class<? extends Task>> TASKS = List.of(
            CpuNumberExperiment.CpuNumberTask.class,
            LostItemExperiment.LostItemTask.class,
            PerCpuExperiment.PerCpuTask.class,
            CasVsRseqExperiment.CasVsRseqTask.class,
            CasVsRseqExperiment.HuntTask.class,
            LengthSettings.class,
            FillSettings.class,
            CidSettings.class,
            SpanHeapSettings.class);

    private final Findings findings;
    private final long timeoutSeconds;
    private final Recorded recorded;

    ExperimentProcesses(Conditions conditions, Findings findings, long timeoutSeconds) {
        this.recorded = conditions.recorded();
        this.findings = findings;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * What a task answered in a JVM with the flags of all measured ones and some more; empty if it failed.
     *
     * @param what for the check that tells of a failure
     */
    public <T> Optional<T> run(String what, Task.Once<T> task, Class<T> type, String... flags)
            throws IOException, InterruptedException {
        if (recorded != null) {
            return recorded.answer(task, type, findings);
        }
        Answer<T> answer = ChildJvm.with(Flags.MEASURED).and(List.of(flags)).measure(task, type, timeoutSeconds);
        if (answer.failed()) {
            findings.failed(new Recorded.Failed(what, answer.failure()));
            return Optional.empty();
        }
        findings.raw(answer.value());
        return Optional.of(answer.value());
    }
}
