package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ccache.bench.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "demo",
        description = "The main job: replays recorded programs on ccache, tcache and malloc, then lets virtual threads"
                + " use and leave them. Exit code 1 if any content was wrong or an audit found a problem.")
final class DemoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TRACE", arity = "1..*", description = "Traces to replay.")
    private List<Path> traces;

    @Option(names = "--report", required = true, description = "Folder to write report.md and raw.jsonl to.")
    private Path folder;

    @Option(
            names = "--seconds",
            converter = AtLeast.Seconds.class,
            defaultValue = "40",
            description = "For each trace (${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private VirtualThreads virtual;

    @Option(names = "--seed", defaultValue = "1", description = "Of order and bootstrap (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return new Demo(traces, folder, seconds, virtual.count(), seed).run() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
