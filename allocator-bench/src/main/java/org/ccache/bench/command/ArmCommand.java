package org.ccache.bench.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.ccache.bench.experiment.Experiments;
import org.ccache.bench.report.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "arm",
        hidden = true,
        description = "Does one measurement of an experiment in this process, for reproduce.")
final class ArmCommand implements Callable<Integer> {
    @Option(names = "--experiment", required = true, description = "Its name.")
    private String experiment;

    @Option(names = "--settings", required = true, description = "As JSON.")
    private String settings;

    @Option(names = "--prefix", defaultValue = "", description = "Printed before the answer.")
    private String prefix;

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.println(prefix + Json.line(Experiments.named(experiment).arm(settings)));
        return ExitCode.OK;
    }
}
