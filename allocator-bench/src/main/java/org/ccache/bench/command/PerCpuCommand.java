package org.ccache.bench.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.Main;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.percpu.PerCpuReport;
import org.ccache.bench.percpu.PerCpuRun;
import org.ccache.bench.percpu.PerCpuSamples;
import org.ccache.bench.report.Json;
import org.ccache.bench.report.Progress;
import org.ccache.bench.worker.JavaCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "percpu",
        description =
                "Compares the ring buffer, counter, stack and compare-and-store of org.ccache.rseq with what programs"
                        + " use instead, in interleaved blocks. Exit code 1 if a promise was not kept.")
final class PerCpuCommand implements Callable<Integer> {
    @Option(names = "--forks", defaultValue = "3", description = "Processes one after the other (${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--rounds",
            defaultValue = "60",
            description = "Rounds per scenario and process (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--quick", description = "One process, ten rounds, only what is promised: to see that it runs.")
    private boolean quick;

    @Option(names = "--seed", defaultValue = "1", description = "Of order and bootstrap (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Write the raw blocks to this file, one process a line.")
    private Path json;

    @Option(names = "--measure", hidden = true, description = "Measure in this process and print the blocks as JSON.")
    private boolean measure;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (measure) {
            System.out.println(Json.line(PerCpuRun.measure(rounds, quick, seed)));
            return ExitCode.OK;
        }
        if (quick) {
            forks = 1;
            rounds = 10;
        }
        List<PerCpuSamples> samples = new ArrayList<>();
        Progress progress = new Progress("percpu");
        for (int fork = 0; fork < forks; fork++) {
            samples.add(fork(seed + fork));
            progress.update((fork + 1.0) / forks);
        }
        progress.done();
        if (json != null) {
            Files.write(json, samples.stream().map(Json::line).toList());
        }
        MachineReport.facts().forEach((name, fact) -> System.out.println(name + ": " + fact));
        System.out.printf(Locale.ROOT, "%n%d processes of %d rounds, seed %d%n%n", forks, rounds, seed);
        PerCpuReport report = new PerCpuReport(samples, seed);
        System.out.print(report.markdown());
        return report.kept() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private PerCpuSamples fork(long forkSeed) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                JavaCommand.measured(Main.class, "percpu", "--measure", "--rounds=" + rounds, "--seed=" + forkSeed));
        if (quick) {
            command.add("--quick");
        }
        command.addAll(1, PeerList.info("agrona").flags());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line;
        try (BufferedReader reader = process.inputReader()) {
            line = reader.readLine();
        }
        if (process.waitFor() != 0 || line == null) {
            throw new IOException("a measuring process ended with exit code " + process.exitValue());
        }
        return Json.parse(line, PerCpuSamples.class);
    }
}
