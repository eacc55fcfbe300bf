package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Build;
import org.ccache.bench.page.ReportFiles;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.suite.LoadProcess;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.suite.SuiteEnvironment;
import org.ccache.bench.suite.SuitePlan;
import org.ccache.bench.suite.SuiteRun;
import org.ccache.bench.suite.SuiteSets;
import org.ccache.bench.workload.Workloads;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "suite",
        description = {
            "Runs workloads on peers, a process for each pair and round, and keeps what each measured.",
            "Stopped, it goes on where it was when the same command is given again."
        })
final class SuiteCommand implements Callable<Integer> {
    private static final long TIMEOUT_SECONDS = 180;

    @Parameters(
            arity = "1..*",
            paramLabel = "quick|full|WORKLOAD",
            description = "A plan, or workloads by name; 'list' names them.")
    private List<String> what;

    @Option(
            names = "--peers",
            split = ",",
            description = {
                "Only these, and always ccache with its control.",
                "Any library, too: lib:PATH, or lib:PATH#MALLOC:FREE[:FREE_SIZED[:ALIGNED_ALLOC]]."
            })
    private List<String> peers;

    @Option(
            names = {"--rounds", "--blocks"},
            converter = AtLeast.One.class,
            description = "Processes of each pair, instead of the plan's.")
    private Integer rounds;

    @Option(names = "--seed", defaultValue = "1", description = "Of order, sizes and slots (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--cpus", defaultValue = "", description = "Processors to use, as taskset takes them: 0 or 0-3,8.")
    private String cpus;

    @Option(
            names = "--warm-up",
            converter = AtLeast.LongZero.class,
            paramLabel = "MS",
            description = "Before each window, instead of the plan's.")
    private Long warmUp;

    @Option(
            names = "--window",
            converter = AtLeast.LongOne.class,
            paramLabel = "MS",
            description = "Measured in each process, instead of the plan's.")
    private Long window;

    @Option(names = "--out", description = "Folder of the results (target/suite/PLAN).")
    private Path out;

    @Mixin
    private SourceRevision sources;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (what.equals(List.of("list"))) {
            list();
            return ExitCode.OK;
        }
        SuitePlan plan = plan();
        ResultFolder folder = new ResultFolder(out == null ? Path.of("target", "suite", plan.name()) : out);
        Map<String, String> environment = SuiteEnvironment.of(plan, LoadProcess.FLAGS, sources.revision(), command());
        String refusal = folder.beginOrGoOn(environment);
        if (!refusal.isEmpty()) {
            throw new ParameterException(spec.commandLine(), refusal);
        }
        new SuiteRun(plan, folder, new LoadProcess(Build.current(), cpus, TIMEOUT_SECONDS)).run();
        return summary(folder);
    }

    private static int summary(ResultFolder folder) throws IOException {
        System.out.println(ReportFiles.write(folder.path()));
        List<Outcome> outcomes = folder.read().outcomes();
        long failed = outcomes.stream()
                .filter(o -> !o.failure().isEmpty() && !o.skipped())
                .count();
        outcomes.stream()
                .filter(o -> !o.failure().isEmpty() && !o.skipped())
                .forEach(o -> System.out.printf(
                        Locale.ROOT,
                        "FAILED %s on %s, round %d: %s%n",
                        o.workload(),
                        o.peer(),
                        o.round(),
                        o.failure()));
        long wrong = outcomes.stream().mapToLong(Outcome::wrong).sum();
        System.out.printf(
                Locale.ROOT,
                "%d processes measured, %d run again for the environment, %d pairs skipped, %d failed, %d blocks with"
                        + " wrong contents; %s%n",
                outcomes.stream().filter(Outcome::measured).count(),
                outcomes.stream().filter(o -> !o.discarded().isEmpty()).count(),
                outcomes.stream().filter(Outcome::skipped).count(),
                failed,
                wrong,
                folder.path().resolve("report.html"));
        return failed + wrong == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private SuitePlan plan() throws IOException {
        String refusal = cpus.isEmpty() ? "" : Affinity.refusal(cpus);
        if (!refusal.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--cpus: " + refusal);
        }
        SuitePlan base = base();
        return new SuitePlan(
                base.name(),
                base.workloads(),
                peers == null ? base.peers() : withOurs(),
                rounds == null ? base.rounds() : rounds,
                base.boundRounds(),
                rounds == null ? base.replayRounds() : rounds,
                seed,
                warmUp == null ? base.warmUpMillis() : warmUp,
                window == null ? base.windowMillis() : window,
                cpus);
    }

    private SuitePlan base() {
        if (what.equals(List.of("quick"))) {
            return SuiteSets.quick();
        }
        return what.equals(List.of("full")) ? SuiteSets.full() : SuiteSets.only(checkedWorkloads());
    }

    private List<String> checkedWorkloads() {
        for (String name : what) {
            if (!Workloads.NAMES.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "no workload is called " + name + "; known: " + Workloads.NAMES);
            }
        }
        return what;
    }

    private List<String> withOurs() {
        Peers.refusal(peers).ifPresent(reason -> {
            throw new ParameterException(spec.commandLine(), "--peers: " + reason);
        });
        return peers.contains(Arm.OURS)
                ? peers
                : Stream.concat(Stream.of(Arm.OURS), peers.stream()).toList();
    }

    private String command() {
        List<String> given = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
        int out = given.indexOf("--out");
        if (out >= 0) {
            given.subList(out, out + 2).clear();
        }
        return given.stream()
                .filter(argument -> !argument.equals("suite")
                        && !argument.startsWith("--revision=")
                        && !argument.startsWith("--out="))
                .map(Peers::published)
                .collect(Collectors.joining(" ", "scripts/bench ", ""));
    }

    private static void list() {
        for (String name : Workloads.NAMES) {
            System.out.printf(
                    Locale.ROOT, "%-20s %s%n", name, Workloads.named(name).what());
        }
        PeerList.ALL.forEach(info -> System.out.printf(
                Locale.ROOT, "%-20s %s, %s: %s%n", info.name(), info.family(), info.licence(), info.how()));
    }
}
