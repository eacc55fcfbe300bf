package org.ccache.bench.command;

import java.util.concurrent.Callable;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.parked.ParkedResult;
import org.ccache.bench.parked.ParkedThreads;
import org.ccache.bench.report.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "parked",
        description = "Lets many virtual threads use an allocator and wait, and prints as JSON what stays cached.")
final class ParkedCommand implements Callable<Integer> {
    @Option(
            names = "--front-end",
            defaultValue = "CCACHE",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private FrontEnd frontEnd;

    @Option(names = "--threads", defaultValue = "10000", description = "Virtual threads (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--cache-bytes",
            defaultValue = "8388608",
            description = "Budget of all per-CPU caches together, in bytes (${DEFAULT-VALUE}).")
    private long cacheBytes;

    @Override
    public Integer call() throws InterruptedException {
        ParkedResult result = ParkedThreads.measure(frontEnd, threads, cacheBytes);
        System.out.println(Json.line(result));
        return result.wrong() == 0 && result.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
