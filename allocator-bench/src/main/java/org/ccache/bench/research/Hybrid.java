package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;
import org.ccache.bench.research.fill.Shape;
import org.ccache.bench.suite.LoadProcess;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.suite.SuitePlan;
import org.ccache.bench.suite.SuiteRun;

/** The jemalloc prototype's split: larger blocks by index, small ones by thread. */
final class Hybrid extends Experiment {
    private static final long SEED = 1;
    private static final long TIMEOUT_SECONDS = 120;
    private static final int BLOCKS = 4;
    private static final String NAME = "hybrid";

    /** The split is worth its while if it keeps less than this share of what tcaches keep. */
    private static final double SHARE = 0.5;

    private static final double LINEAR = 0.8;

    private static final List<String> WORKLOADS =
            List.of("larson", "mstress", "rptest", "glibc-thread", "sh6-like", "malloc-large");

    Hybrid() {
        super(Premise.read("hybrid", Map.of("workloads", String.join(", ", WORKLOADS))));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        times(conditions, findings);
        List<Integer> threads = conditions.choose(List.of(1, 4), List.of(1, 16, 128));
        FillTable table = new FillTable(CcVsTc.measure(
                conditions,
                findings,
                List.of(FrontEnd.CCACHE, FrontEnd.TCACHE, FrontEnd.HYBRID),
                conditions.choose(List.of(Shape.SMALL), List.of(Shape.SMALL, Shape.SPAN, Shape.CLASSES)),
                threads,
                0));
        table.report(findings);
        checkMemory(table, threads.getLast(), findings);
    }

    private static void times(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        SuitePlan plan = conditions.quick()
                ? new SuitePlan(NAME, List.of("rptest"), List.of(Arm.OURS, "tcache", NAME), 1, 1, 1, SEED, 20, 50, "")
                : new SuitePlan(
                        NAME, WORKLOADS, List.of(Arm.OURS, "tcache", NAME), BLOCKS, 1, BLOCKS, SEED, 300, 500, "");
        List<Outcome> outcomes = conditions.recorded() == null
                ? measure(plan, conditions)
                : conditions.recorded().having("workload", Outcome.class);
        outcomes.forEach(findings::raw);
        outcomes.stream()
                .filter(Outcome::measured)
                .forEach(o -> findings.count("aborts of " + o.peer(), o.stats().aborts()));
        Table table = new Table("time of hybrid ÷", "ratio [95 %]", "equal processes");
        Ratio control = ratio(outcomes, Arm.CONTROL, Arm.OURS, plan.workloads());
        for (String peer : List.of(Arm.OURS, "tcache")) {
            table.row(
                    peer + ", all",
                    Figures.ratio(ratio(outcomes, NAME, peer, plan.workloads())),
                    Figures.ratio(control));
            for (String workload : plan.workloads()) {
                List<String> one = List.of(workload);
                table.row(
                        peer + ", " + workload,
                        Figures.ratio(ratio(outcomes, NAME, peer, one)),
                        Figures.ratio(ratio(outcomes, Arm.CONTROL, Arm.OURS, one)));
            }
        }
        findings.table("Time of an operation; “equal processes” is the A/A control:", table);
        checkTime(ratio(outcomes, NAME, Arm.OURS, plan.workloads()), control, findings);
    }

    private static List<Outcome> measure(SuitePlan plan, Conditions conditions)
            throws IOException, InterruptedException {
        // A folder of its own each time: the suite would go on with an old run, and that may be of another build.
        Path path = Files.createTempDirectory(conditions.scratch(), "suite");
        ResultFolder folder = new ResultFolder(path);
        folder.begin(Map.of());
        new SuiteRun(plan, folder, new LoadProcess(Build.current(), "", TIMEOUT_SECONDS)).run();
        return folder.read().outcomes();
    }

    /** Null where too few rounds have both. */
    static Ratio ratio(List<Outcome> outcomes, String one, String other, List<String> workloads) {
        List<double[]> strata = workloads.stream()
                .map(workload -> PairedRatios.logs(
                        of(outcomes, workload, one),
                        of(outcomes, workload, other),
                        Outcome::round,
                        Outcome::nanosPerOperation))
                .filter(logs -> logs.length > 0)
                .toList();
        return PairedRatios.of(strata, SEED);
    }

    private static List<Outcome> of(List<Outcome> outcomes, String workload, String peer) {
        return outcomes.stream()
                .filter(o -> o.measured()
                        && o.workload().equals(workload)
                        && o.peer().equals(peer))
                .toList();
    }

    static void checkTime(Ratio hybrid, Ratio control, Findings findings) {
        PairedRatios.checkFaster("(1) time of the hybrid", "the ccache's", hybrid, control, findings);
    }

    static void checkMemory(FillTable table, int most, Findings findings) {
        double ours = table.figure(
                FrontEnd.HYBRID, Shape.CLASSES, most, r -> r.freed().cached());
        double theirs = table.figure(
                FrontEnd.TCACHE, Shape.CLASSES, most, r -> r.freed().cached());
        findings.check(
                "(2) all classes, " + most + " threads: at most half of what TCACHE keeps",
                Figures.number(ours / theirs, 2) + " of it",
                ours / theirs,
                ours <= SHARE * theirs);
        double growth = table.growth(FrontEnd.HYBRID, Shape.SMALL, most);
        findings.check(
                "(3) 64 B, " + most + " threads: less than 0.8 × " + most + " times what is kept for one",
                Figures.number(growth, 2) + " × " + most + " times",
                growth,
                growth < LINEAR);
    }
}
