package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.ccache.bench.first.StartArm;
import org.ccache.bench.first.StartPictures;
import org.ccache.bench.first.StartReport;
import org.ccache.bench.first.StartRow;
import org.ccache.bench.first.StartRun;
import org.ccache.bench.first.StartWorkloads;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.page.PictureFiles;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.suite.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "firstseconds",
        description = {
            "Times operations over a process's first 0.1, 0.3, 1 and 3 seconds, while the JVM still compiles, each"
                    + " workload on each peer in fresh processes with one thread. Exit code 1 if a process of the"
                    + " product failed, or a block was not as it had been written."
        })
final class FirstSecondsCommand implements Callable<Integer> {
    private static final String REPORT = "report.md";

    @Parameters(
            arity = "0..*",
            paramLabel = "WORKLOAD",
            description = "Some of ${DEFAULT-VALUE}, which are measured without one, or files of traces.")
    private List<String> workloads = StartWorkloads.NAMES;

    @Option(
            names = "--peers",
            split = ",",
            description = {
                "These, and always ccache with its control; by default ${DEFAULT-VALUE}.",
                "Any library, too: lib:PATH, or lib:PATH#MALLOC:FREE[:FREE_SIZED[:ALIGNED_ALLOC]]."
            })
    private List<String> peers = List.of("tcmalloc", "malloc");

    @Option(
            names = "--rounds",
            converter = AtLeast.One.class,
            defaultValue = "5",
            description = "Processes of each pair (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--aot", description = "Each once more from an AOT cache, which a run of its own has made before.")
    private boolean aot;

    @Option(names = "--seed", defaultValue = "1", description = "Of order, sizes and bootstrap (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            defaultValue = "target/firstseconds",
            description = "Folder for raw data, report and pictures (${DEFAULT-VALUE}); what it held is replaced.")
    private Path out;

    @Option(names = "--report", description = "Only write report and pictures of the raw data in --out again.")
    private boolean report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        if (!report) {
            measure();
        }
        Path lines = out.resolve(Results.RESULTS);
        if (!Files.exists(lines)) {
            throw new ParameterException(spec.commandLine(), "--report: " + lines + " is missing");
        }
        List<StartRow> rows = Files.readAllLines(lines).stream()
                .map(line -> Json.parse(line, StartRow.class))
                .toList();
        StartReport written = new StartReport(rows, seed);
        Files.writeString(out.resolve(REPORT), written.markdown());
        PictureFiles.writeAll(StartPictures.of(rows), out);
        System.out.println(written.markdown());
        System.out.println("Report, pictures and raw data: " + out);
        return written.sound() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void check() {
        workloads.stream()
                .filter(Predicate.not(StartWorkloads::known))
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            "no workload and no file is called " + name + "; known: " + StartWorkloads.NAMES);
                });
        Peers.refusal(peers).ifPresent(reason -> {
            throw new ParameterException(spec.commandLine(), "--peers: " + reason);
        });
        if (peers.stream().anyMatch(peer -> !Peers.info(peer).contents())) {
            throw new ParameterException(
                    spec.commandLine(), "--peers: blocks are written, and a bound has no memory for them");
        }
    }

    private void measure() throws IOException, InterruptedException {
        ResultFolder folder = new ResultFolder(out);
        Map<String, String> facts = new LinkedHashMap<>(MachineReport.facts());
        facts.put("build", Build.digest());
        facts.put("flags", String.join(" ", StartRun.FLAGS.list()));
        facts.put("seed", Long.toString(seed));
        folder.begin(facts);
        Progress progress = new Progress("first seconds");
        new StartRun(workloads, StartArm.of(peers, aot), rounds, seed).run(folder, progress::update);
        progress.done();
    }
}
