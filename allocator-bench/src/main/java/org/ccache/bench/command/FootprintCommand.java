package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.ccache.bench.page.FootprintFiles;
import org.ccache.bench.page.FootprintReport;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.suite.FootprintPlan;
import org.ccache.bench.suite.FootprintRun;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.suite.SuiteEnvironment;
import org.ccache.bench.workload.memory.MemoryWorkloads;
import org.ccache.bench.workload.memory.Scale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "footprint",
        description = "Measures what allocators keep of the memory, each program in a process of its own, and checks"
                + " what the product promises. Exit code 1 if a promise was not kept, or"
                + " a process of the product failed.")
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
            "rpmalloc",
            "netty-adaptive",
            "netty-pooled",
            "void");

    /** Some of those in the folder: a long run of one takes minutes on each peer. */
    private static final List<String> TRACES = List.of(
            "allocator-bench/traces/cc1.trace.gz",
            "allocator-bench/traces/redis.trace.gz",
            "allocator-bench/traces/sqlite3.trace.gz");

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
    private List<String> workloads = MemoryWorkloads.NAMES;

    @Option(
            names = "--operations",
            converter = AtLeast.LongZero.class,
            description = "Of a long run, instead of 1e8, or of 2e6 when quick.")
    private long operations;

    @Option(names = "--seed", defaultValue = "1", description = "Of sizes and order (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--traces",
            split = ",",
            paramLabel = "FILE",
            description = "Traces that the workload of that name replays: ${DEFAULT-VALUE}.")
    private List<String> traces = TRACES;

    @Option(
            names = "--out",
            defaultValue = "target/footprint",
            description =
                    "Folder for results, report and pictures (${DEFAULT-VALUE}). Stopped, the same command goes on.")
    private Path out;

    @Option(
            names = "--timeout",
            converter = AtLeast.LongOne.class,
            description = "Seconds after which a process is stopped (1800).")
    private long timeout = TIMEOUT_SECONDS;

    @Option(names = "--report", description = "Only write the report of the results that are in --out.")
    private boolean report;

    @Mixin
    private SourceRevision sources;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(workloads, MemoryWorkloads.NAMES);
        checkPeers();
        if (!report) {
            FootprintPlan plan = new FootprintPlan(
                    workloads, peers, workloads.contains("trace") ? traces : List.of(), quick, chosen());
            ResultFolder folder = new ResultFolder(out);
            String refusal = folder.beginOrGoOn(
                    SuiteEnvironment.of(plan, FootprintRun.FLAGS, sources.revision(), "scripts/bench footprint"));
            if (!refusal.isEmpty()) {
                throw new ParameterException(spec.commandLine(), refusal);
            }
            new FootprintRun(plan, folder, timeout).run();
        }
        FootprintReport written = FootprintFiles.write(out);
        System.out.println(written.markdown());
        System.out.println("Report: " + out.resolve("report.md"));
        written.ownFailures().forEach(failure -> System.out.println("FAILED " + failure));
        return written.kept() && written.ownFailures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void checkPeers() {
        check(peers.stream().filter(Predicate.not(Peers::isLibrary)).toList(), FootprintPlan.allPeers());
        Peers.refusal(peers).ifPresent(reason -> {
            throw new ParameterException(spec.commandLine(), "--peers: " + reason);
        });
    }

    private Scale chosen() {
        Scale base = quick ? Scale.quick() : Scale.full();
        return new Scale("", base.bytes(), operations == 0 ? base.operations() : operations, base.idleSeconds(), seed);
    }

    private void check(List<String> names, List<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(spec.commandLine(), "unknown: " + name + "; known: " + known);
            }
        }
    }
}
