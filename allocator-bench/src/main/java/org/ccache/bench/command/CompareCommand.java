package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.BuildComparison;
import org.ccache.bench.measure.Comparison;
import org.ccache.bench.measure.Trial;
import org.ccache.bench.ratio.RatioTrial;
import org.ccache.bench.replay.ReplayTrial;
import org.ccache.bench.suite.FolderComparison;
import org.ccache.bench.suite.LoadTrial;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.workload.Workloads;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        description = "Compares the product in two folders of results, or runs two builds (benchmarks.jar) against each"
                + " other. Exit code 1 if the second is slower somewhere, or"
                + " two folders cannot be compared.")
final class CompareCommand implements Callable<Integer> {
    private static final List<String> USUAL = List.of(
            "larson", "xmalloc", "mstress", "rptest", "alloc-test", "glibc-simple", "sh6-like", "netty-websocket");

    @Parameters(index = "0", paramLabel = "FIRST", description = "Folder of results, or a jar.")
    private Path first;

    @Parameters(index = "1", paramLabel = "SECOND", description = "Folder of results, or a jar.")
    private Path second;

    @Parameters(
            index = "2..*",
            paramLabel = "WORKLOAD",
            description = "Of two builds, instead of eight usual ones: of the suite, a loop of ratios as pair or"
                    + " slot-replace-touched, or a trace's file.")
    private List<String> workloads = USUAL;

    @Option(
            names = {"--rounds", "--blocks"},
            converter = AtLeast.One.class,
            defaultValue = "10",
            description = "Processes of each build (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seed", defaultValue = "1", description = "Of order, sizes and bootstrap (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--cpus", defaultValue = "", description = "Processors to use, as taskset takes them.")
    private String cpus;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Files.isDirectory(first) && Files.isDirectory(second)) {
            FolderComparison comparison = new FolderComparison(new ResultFolder(first), new ResultFolder(second), seed);
            System.out.print(comparison.markdown());
            return comparison.slower() || !comparison.comparable() ? ExitCode.SOFTWARE : ExitCode.OK;
        }
        if (!Files.isRegularFile(first) || !Files.isRegularFile(second)) {
            throw new ParameterException(
                    spec.commandLine(), "two folders of results or two jars are wanted: " + first + ", " + second);
        }
        return builds();
    }

    private int builds() throws IOException, InterruptedException {
        String refusal = cpus.isEmpty() ? "" : Affinity.refusal(cpus);
        if (!refusal.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--cpus: " + refusal);
        }
        List<Trial> trials = trials();
        BuildComparison comparison = new BuildComparison(build(first, trials), build(second, trials), rounds, seed);
        Map<String, Comparison> comparisons = comparison.run(trials);
        comparisons.forEach((workload, compared) -> System.out.println(compared.markdown(workload)));
        return comparisons.values().stream().anyMatch(Comparison::slower) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        List<String> loops =
                workloads.stream().filter(RatioTrial.LOOPS::contains).toList();
        if (!loops.isEmpty()) {
            trials.add(new RatioTrial(loops, cpus, seed));
        }
        for (String workload : workloads) {
            if (loops.contains(workload)) {
                continue; // the suite's of that name are this loop with one peer in a process: less is resolved there
            }
            if (Workloads.NAMES.contains(workload)) {
                trials.add(new LoadTrial(workload, cpus, seed));
            } else if (Files.isRegularFile(Path.of(workload))) {
                trials.add(new ReplayTrial(Path.of(workload), cpus));
            } else {
                throw new ParameterException(
                        spec.commandLine(),
                        "no workload and no trace is called " + workload + "; known: " + RatioTrial.LOOPS + ", "
                                + Workloads.NAMES);
            }
        }
        return trials;
    }

    private Build build(Path jar, List<Trial> trials) {
        Build build;
        try {
            build = Build.of(jar);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), jar + ": " + e.getMessage(), e);
        }
        if (build.former() && trials.stream().anyMatch(ReplayTrial.class::isInstance)) {
            throw new ParameterException(
                    spec.commandLine(), jar + " is from before traces could be compared; the suite's replay-* can be");
        }
        return build;
    }
}
