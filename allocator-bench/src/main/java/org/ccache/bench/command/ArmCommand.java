package org.ccache.bench.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.ccache.bench.measure.Json;
import org.ccache.bench.research.Experiment;
import org.ccache.bench.research.Experiments;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Experiment chosen;
        try {
            chosen = Experiments.named(experiment);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        System.out.println(prefix + Json.line(chosen.arm(settings)));
        return ExitCode.OK;
    }
}
