package org.ccache.bench.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.CcacheAllocatorBuilder;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.machine.IdList;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.research.numa.NumaReport;
import org.ccache.bench.research.numa.NumaResult;
import org.ccache.bench.research.numa.NumaRun;
import org.ccache.bench.research.numa.NumaSettings;
import org.ccache.bench.research.numa.Pattern;
import org.ccache.bench.research.numa.Placement;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "numa",
        description =
                "Counts for each index the NUMA nodes of the blocks that it hands out: to threads that stay where they"
                        + " are, that are moved about, and that the kernel places. Exit code 1 if a block had two owners, an"
                        + " audit found something, or refills of pinned threads were not local.")
final class NumaCommand implements Callable<Integer> {
    @Option(
            names = "--threads",
            converter = AtLeast.Zero.class,
            defaultValue = "0",
            description = "By default one for each processor.")
    private int threads;

    @Option(
            names = "--blocks",
            converter = AtLeast.One.class,
            defaultValue = "2000",
            description = "Held by each thread (${DEFAULT-VALUE}).")
    private int blocks;

    @Option(
            names = "--rounds",
            converter = AtLeast.One.class,
            defaultValue = "20",
            description = "Of each run (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--nodes",
            converter = AtLeast.Zero.class,
            defaultValue = "0",
            description = "Nodes that the allocator keeps apart: by default those of the machine; 1: none.")
    private int nodes;

    @Option(names = "--pattern", description = "${COMPLETION-CANDIDATES}; by default all.")
    private List<Pattern> patterns = List.of(Pattern.values());

    @Option(names = "--placement", description = "${COMPLETION-CANDIDATES}; by default all.")
    private List<Placement> placements = List.of(Placement.values());

    @Option(names = "--mode", description = "${COMPLETION-CANDIDATES}: exit code 1 if it is another one.")
    private RseqMode mode;

    @Option(names = "--seed", defaultValue = "1", description = "Of sizes, slots and moves (${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            builder();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--nodes: " + e.getMessage(), e);
        }
        MachineReport.facts().forEach(NumaCommand::print);
        print("NUMA nodes", Arrays.toString(IdList.nodes()));
        System.out.println();
        if (mode != null && mode != Rseq.mode()) {
            System.out.println("FOUND: the mode is " + Rseq.mode() + " and not " + mode);
            return ExitCode.SOFTWARE;
        }
        List<NumaResult> results = new ArrayList<>();
        for (Pattern pattern : patterns) {
            for (Placement placement : placements) {
                NumaResult result = run(pattern, placement);
                System.out.println(NumaReport.indexes(result));
                results.add(result);
            }
        }
        System.out.println(NumaReport.summary(results));
        List<String> findings =
                results.stream().flatMap(result -> result.findings().stream()).toList();
        findings.forEach(finding -> System.out.println("FOUND: " + finding));
        return findings.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void print(String name, String fact) {
        System.out.printf(Locale.ROOT, "%-24s %s%n", name, fact);
    }

    private CcacheAllocatorBuilder builder() {
        CcacheAllocatorBuilder builder = CcacheAllocator.builder();
        return nodes > 0 ? builder.nodes(nodes) : builder;
    }

    private NumaResult run(Pattern pattern, Placement placement) throws IOException, InterruptedException {
        int count = threads == 0 ? Affinity.allowed().length : threads;
        try (CcacheAllocator allocator = builder().build()) {
            return NumaRun.run(allocator, new NumaSettings(pattern, placement, count, blocks, rounds, seed));
        }
    }
}
