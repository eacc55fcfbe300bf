package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ccache.bench.footprint.Footprint;
import org.ccache.bench.footprint.FootprintPlan;
import org.ccache.bench.footprint.FootprintRun;
import org.ccache.bench.footprint.Settings;
import org.ccache.bench.footprint.Workloads;
import org.ccache.bench.measure.Json;
import org.ccache.bench.peer.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "footprint",
        description = "Measures what allocators keep of the memory, each program in a process of its own, and checks"
                + " what the product promises. Exit code 1 if a promise was not kept.")
final class FootprintCommand implements Callable<Integer> {
    private static final long TIMEOUT_SECONDS = 1800;

    /** Without those whose memory is that of malloc or of another peer, called in another way. */
    private static final List<String> PEERS = List.of(
            "ccache",
            "tcache",
            "striped",
            "malloc",
            "tcmalloc",
            "jemalloc",
            "mimalloc",
            "netty-adaptive",
            "netty-pooled",
            "void");

    @Option(names = "--quick", description = "Small and short: to see that everything runs.")
    private boolean quick;

    @Option(
            names = "--peers",
            split = ",",
            description = {
                "These, by default ${DEFAULT-VALUE}. An unknown one is answered with all that there are.",
                "Any library, too: lib:PATH, or lib:PATH#MALLOC:FREE[:FREE_SIZED[:ALIGNED_ALLOC]]."
            })
    private List<String> peers = PEERS;

    @Option(names = "--workloads", split = ",", description = "Only these: ${DEFAULT-VALUE}.")
    private List<String> workloads = Workloads.NAMES;

    @Option(
            names = "--operations",
            converter = AtLeast.LongZero.class,
            description = "Of a long run, instead of 1e8, or of 2e6 when quick.")
    private long operations;

    @Option(names = "--seed", defaultValue = "1", description = "Of sizes and order (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--traces",
            defaultValue = "allocator-bench/traces",
            description = "Folder of the recorded traces (${DEFAULT-VALUE}).")
    private Path traces;

    @Option(
            names = "--out",
            defaultValue = "target/footprint",
            description = "Folder for results, report and pictures (${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--timeout",
            converter = AtLeast.LongOne.class,
            description = "Seconds after which a process is stopped (1800).")
    private long timeout = TIMEOUT_SECONDS;

    @Option(names = "--report", description = "Only write the report of the results that are in --out.")
    private boolean report;

    @Option(names = "--measure", hidden = true, description = "Run this workload in this process.")
    private String measure;

    @Option(names = "--settings", hidden = true, description = "Of --measure, as JSON.")
    private String settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(workloads, Workloads.NAMES);
        if (measure == null) { // in a process that measures, no other peer is to be loaded
            checkPeers();
        } else {
            if (settings == null) {
                throw new ParameterException(spec.commandLine(), "--measure wants --settings");
            }
            System.out.println(
                    Json.line(FootprintRun.measure(measure, peers.getFirst(), Json.parse(settings, Settings.class))));
            return ExitCode.OK;
        }
        if (report) {
            return new Footprint(out, timeout).reportAgain() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
        return new Footprint(out, timeout).run(FootprintPlan.steps(workloads, peers, traceFiles(), quick, chosen()))
                ? ExitCode.OK
                : ExitCode.SOFTWARE;
    }

    private void checkPeers() {
        check(peers.stream().filter(Predicate.not(Peers::isLibrary)).toList(), FootprintPlan.peers());
        Peers.refusal(peers).ifPresent(reason -> {
            throw new ParameterException(spec.commandLine(), "--peers: " + reason);
        });
    }

    private Settings chosen() {
        Settings base = quick ? Settings.quick() : Settings.full();
        return new Settings(
                "", base.bytes(), operations == 0 ? base.operations() : operations, base.idleSeconds(), seed);
    }

    private List<Path> traceFiles() throws IOException {
        if (!workloads.contains("trace")) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(traces)) {
            return files.filter(file -> file.toString().endsWith(".trace.gz"))
                    .sorted()
                    .toList();
        }
    }

    private void check(List<String> names, List<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(spec.commandLine(), "unknown: " + name + "; known: " + known);
            }
        }
    }
}
