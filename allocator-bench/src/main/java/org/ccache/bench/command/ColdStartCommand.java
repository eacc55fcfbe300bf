package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;
import org.ccache.bench.ratio.ColdProgram;
import org.ccache.bench.ratio.ColdStart;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "coldstart",
        description = "Times whole programs from start to end: the first allocation beside a single downcall, with and"
                + " without an AOT cache. Must run from benchmarks.jar. Exit code 1 if a promise was not kept.")
final class ColdStartCommand implements Callable<Integer> {
    /** Highest time of the first allocation, relative to the program with one downcall and no AOT cache. */
    private static final double LIMIT = 1.3;

    private static final double LIMIT_AHEAD = 0.6;

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
        Map<ColdProgram, double[]> nanos;
        try {
            Progress progress = new Progress("cold start");
            nanos = new ColdStart(folder, launches, seed).measure(progress::update);
            progress.done();
        } finally {
            for (String name : List.of("OneDowncall.aot", "FirstAllocation.aot")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
        if (json != null) {
            Files.writeString(json, Json.line(nanos) + "\n");
        }
        double[] base = nanos.get(ColdProgram.ONE_DOWNCALL);
        Bootstrap bootstrap = new Bootstrap(seed);
        Table table = new Table("program", "p10, ms", "median, ms", "to one downcall, by median [95 %]");
        nanos.forEach((program, times) -> table.row(
                program.description(),
                millis(times, 0.1),
                millis(times, 0.5),
                program == ColdProgram.ONE_DOWNCALL
                        ? ""
                        : bootstrap.ofQuantiles(times, base, 0.5).toString()));
        System.out.printf(
                Locale.ROOT, "%d launches of each program, interleaved, seed %d%n%n%s%n", launches, seed, table);
        boolean kept = verdict(bootstrap.ofQuantiles(nanos.get(ColdProgram.FIRST_ALLOCATION), base, 0.5), LIMIT, "");
        kept &= verdict(
                bootstrap.ofQuantiles(nanos.get(ColdProgram.FIRST_ALLOCATION_AHEAD), base, 0.5),
                LIMIT_AHEAD,
                " with an AOT cache");
        return kept ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static String millis(double[] nanos, double probability) {
        return Figures.number(Bootstrap.quantile(nanos, probability) / 1e6, 2);
    }

    private static boolean verdict(Ratio ratio, double limit, String how) {
        boolean kept = ratio.value() <= limit;
        System.out.printf(
                Locale.ROOT,
                "first allocation%s: %s × one downcall, limit %.2f: %s%n",
                how,
                ratio,
                limit,
                kept ? "kept" : "NOT KEPT");
        return kept;
    }
}
