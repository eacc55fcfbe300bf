package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.ratio.ColdStart;
import org.ccache.bench.ratio.ColdStartTimes;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "coldstart",
        description = "Times whole programs from start to end: the first allocation beside a single downcall, with and"
                + " without an AOT cache. Must run from benchmarks.jar. Exit code 1 if a promise was not kept.")
final class ColdStartCommand implements Callable<Integer> {
    @Option(
            names = "--launches",
            converter = AtLeast.One.class,
            defaultValue = "20",
            description = "Of each program (${DEFAULT-VALUE}).")
    private int launches;

    @Option(names = "--seed", defaultValue = "1", description = "Of order and bootstrap (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Write the raw times to this file.")
    private Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("ccache-coldstart");
        ColdStartTimes times;
        try {
            Progress progress = new Progress("cold start");
            times = new ColdStart(folder, launches, seed).measure(progress::update);
            progress.done();
        } finally {
            for (String name : List.of("OneDowncall.aot", "FirstAllocation.aot")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
        if (json != null) {
            Files.writeString(json, Json.line(times) + "\n");
        }
        Bootstrap bootstrap = new Bootstrap(seed);
        System.out.printf(
                Locale.ROOT,
                "%d launches of each program, interleaved, seed %d%n%n%s%n",
                launches,
                seed,
                times.table(bootstrap));
        List<Judgement> judgements = times.judgements(bootstrap);
        judgements.forEach(judged -> System.out.printf(
                Locale.ROOT,
                "%s: %s, limit %.2f: %s%n",
                judged.what(),
                judged.figure(),
                judged.promise().limit(),
                judged.word()));
        return judgements.stream().anyMatch(Judgement::broken) ? ExitCode.SOFTWARE : ExitCode.OK;
    }
}
