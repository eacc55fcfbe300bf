package org.ccache.bench.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ccache.bench.first.StartTask;
import org.ccache.bench.measure.Task;
import org.ccache.bench.measure.Tasks;
import org.ccache.bench.peer.LibraryProbe;
import org.ccache.bench.ratio.RatioTask;
import org.ccache.bench.replay.ReplayTask;
import org.ccache.bench.replay.WorkerTask;
import org.ccache.bench.research.ExperimentProcesses;
import org.ccache.bench.suite.FootprintTask;
import org.ccache.bench.suite.LoadTask;
import org.ccache.bench.workload.ParkedTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "measure",
        hidden = true,
        description =
                "Does a task in this process and prints the answer as JSON, for the process that started this one.")
final class MeasureCommand implements Callable<Integer> {
    /** All that there are. */
    static final List<Class<? extends Task>> TASKS = Stream.concat(
                    Stream.of(
                            LoadTask.class,
                            RatioTask.class,
                            StartTask.class,
                            ReplayTask.class,
                            WorkerTask.class,
                            ParkedTask.class,
                            FootprintTask.class,
                            LibraryProbe.class),
                    ExperimentProcesses.TASKS.stream())
            .toList();

    @Option(names = "--task", required = true, description = "As JSON: its name, and what it is to be done with.")
    private String task;

    @Option(names = "--prefix", defaultValue = "", description = "Printed before the answer.")
    private String prefix;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Task parsed;
        try {
            parsed = new Tasks(TASKS).parse(task);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--task: " + e.getMessage(), e);
        }
        Tasks.perform(parsed, prefix);
        return ExitCode.OK;
    }
}
