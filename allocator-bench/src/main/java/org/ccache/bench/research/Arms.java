package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ccache.bench.Main;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.MeasuringProcess;

/**
 * Runs measurements of an experiment in processes of their own, one after another. Each answer is kept as raw data; a
 * process that fails becomes a check that cannot be told.
 */
public final class Arms {
    private final Experiment experiment;
    private final Findings findings;
    private final long timeoutSeconds;

    public Arms(Experiment experiment, Findings findings, long timeoutSeconds) {
        this.experiment = experiment;
        this.findings = findings;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * What {@link Experiment#arm} answered in a JVM with the flags of all measured ones and some more; empty if it failed.
     *
     * @param what for the check that tells of a failure
     * @param settings given to the arm as JSON
     */
    public <T> Optional<T> run(String what, Object settings, Class<T> type, String... flags)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(JavaCommand.measuredFlags());
        all.addAll(List.of(flags));
        MeasuringProcess.Answer answer = MeasuringProcess.run(
                JavaCommand.with(
                        all,
                        Main.class,
                        "arm",
                        "--experiment=" + experiment.name(),
                        "--settings=" + Json.line(settings)),
                timeoutSeconds);
        if (!answer.failure().isEmpty()) {
            findings.check("a process for: " + what, "it failed, " + answer.failure(), Verdict.OPEN);
            return Optional.empty();
        }
        T result = Json.parse(answer.line(), type);
        findings.raw(result);
        return Optional.of(result);
    }
}
