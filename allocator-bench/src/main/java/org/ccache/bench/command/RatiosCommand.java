package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.ratio.RatioReport;
import org.ccache.bench.ratio.RatioSamples;
import org.ccache.bench.ratio.RatioTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "ratios",
        description = "Compares single-thread times of all allocators in interleaved rounds, and checks what the"
                + " product promises. Exit code 1 if a promise was not kept.")
final class RatiosCommand implements Callable<Integer> {
    @Option(
            names = "--forks",
            converter = AtLeast.One.class,
            defaultValue = "3",
            description = "Processes one after the other (${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--rounds",
            converter = AtLeast.One.class,
            defaultValue = "400",
            description = "Rounds per process (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seed", defaultValue = "1", description = "Of order, streams and bootstrap (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Write the raw rounds to this file, one process a line.")
    private Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<RatioSamples> samples = new ArrayList<>();
        Progress progress = new Progress("ratios");
        ChildJvm child = ChildJvm.with(Flags.MEASURED).shown();
        for (int fork = 0; fork < forks; fork++) {
            RatioTask task = new RatioTask(rounds, seed + fork);
            samples.add(child.measure(task, RatioSamples.class, task.timeoutSeconds())
                    .orThrow("a measuring process"));
            progress.update((fork + 1.0) / forks);
        }
        progress.done();
        if (json != null) {
            Files.write(json, samples.stream().map(Json::line).toList());
        }
        RatioReport report = new RatioReport(samples, seed);
        System.out.printf(
                Locale.ROOT, "%d processes of %d rounds of 100,000 operations, seed %d%n%n", forks, rounds, seed);
        System.out.print(report.markdown());
        return report.kept() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
