package org.ccache.bench.command;

import java.io.Console;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ccache.bench.research.explain.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "explain-rseq",
        description =
                "Walks through restartable sequences on this machine: the area and its fields, descriptors, aborts made"
                        + " to happen, cpu_id against mm_cid.")
final class ExplainRseqCommand implements Callable<Integer> {
    @Option(names = "--plain", description = "No colours; they are left out anyway where the output is no terminal.")
    private boolean plain;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        new Explanation(System.out, plain || !terminal).write();
        return ExitCode.OK;
    }
}
