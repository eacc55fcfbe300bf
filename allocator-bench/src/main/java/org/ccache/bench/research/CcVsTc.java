package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.research.fill.FillResult;
import org.ccache.bench.research.fill.FillSettings;
import org.ccache.bench.research.fill.Shape;
import org.knowm.xchart.XYChart;

/** CC_VS_TC: what caches keep when many threads have worked and rest. */
final class CcVsTc implements Experiment {
    private static final long TIMEOUT_SECONDS = 120;
    private static final long BYTES = 512 << 10;
    private static final long BYTES_OF_EACH_CLASS = 64 << 10;
    private static final int IDLE_MILLIS = 2000;

    /** A tcache keeps the same for each thread, but that magazines may end at different steps. */
    private static final double LINEAR = 0.8;

    private static final List<FrontEnd> FRONT_ENDS = List.of(FrontEnd.CCACHE, FrontEnd.TCACHE);

    @Override
    public String name() {
        return "cc-vs-tc";
    }

    @Override
    public String title() {
        return "caches by index do not blow up with the number of threads";
    }

    @Override
    public String key() {
        return "all classes, idle";
    }

    @Override
    public String claim() {
        return "A cache for each thread keeps memory in proportion to the number of threads. A cache for each CPU, worked on by"
                + " restartable sequences, keeps memory in proportion to the CPUs, however many threads there are"
                + " (CC_VS_TC).";
    }

    @Override
    public String hypothesis() {
        return "For each kind of blocks, with all blocks freed and all threads parked: the ccaches keep at most indexes ×"
                + " capacity, at any number of threads; the tcaches of n threads keep at least 0.8 × n times what one"
                + " thread's keeps (blocks of 64 B, 1 KiB and one span). After an idle time the ccaches keep at most 1 %"
                + " of the bound, the tcaches what they had.";
    }

    @Override
    public String method() {
        return "The document's step *fill*, by n threads at the same time: allocate until a limit of bytes is reached, write"
                + " every byte, free all, stay parked. Here the limit is 512 KiB a thread, or 64 KiB of each of all size"
                + " classes: above what a magazine can keep, and small enough that 128 threads fit. Both front ends stand on"
                + " the same lower tiers with the same magazines (256 KiB of a class, 4 to 768 blocks); a tcache may keep"
                + " 4 MiB, the ccaches 4 MiB for each possible index together. One process for each row, looked at when all"
                + " blocks are live, when all are freed, and after two idle seconds in which the maintenance runs. Peak"
                + " memory is the same for both, since everybody's blocks are live together: what is kept afterwards"
                + " differs. With two CPUs there are two indexes, so CCACHE can show no more than twice one cache.";
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        List<Integer> threads = conditions.choose(List.of(1, 4), List.of(1, 2, 4, 8, 16, 32, 64, 128));
        List<Shape> shapes = conditions.choose(List.of(Shape.SMALL, Shape.SPAN), List.of(Shape.values()));
        FillTable table =
                new FillTable(measure(findings, FRONT_ENDS, shapes, threads, conditions.choose(0, IDLE_MILLIS)));
        findings.table("MiB; “resident” is the allocator's own, metadata included:", table.markdown());
        findings.picture(
                "", "cached bytes by threads, a line for each front end and kind of blocks", chart(table, shapes));
        check(table, shapes, threads.getLast(), !conditions.quick(), findings);
    }

    /** One process after another; also for experiments with other front ends. */
    static List<FillResult> measure(
            Findings findings, List<FrontEnd> frontEnds, List<Shape> shapes, List<Integer> threads, int idleMillis)
            throws IOException, InterruptedException {
        Arms arms = new Arms(findings, TIMEOUT_SECONDS);
        List<FillResult> results = new ArrayList<>();
        for (Shape shape : shapes) {
            for (FrontEnd frontEnd : frontEnds) {
                for (int n : threads) {
                    long bytes = shape == Shape.CLASSES ? BYTES_OF_EACH_CLASS : BYTES;
                    String what = frontEnd + ", " + shape.words() + ", " + n + " threads";
                    arms.run(what, new FillSettings(frontEnd, shape, n, bytes, idleMillis), FillResult.class)
                            .ifPresent(results::add);
                }
            }
        }
        results.forEach(r -> findings.count("aborts with mode " + r.mode(), r.aborts()));
        return results;
    }

    static void check(FillTable table, List<Shape> shapes, int most, boolean idled, Findings findings) {
        for (Shape shape : shapes) {
            List<FillResult> ours = table.of(FrontEnd.CCACHE, shape);
            long kept = ours.stream().mapToLong(r -> r.freed().cached()).max().orElse(-1);
            long bound = ours.stream().mapToLong(FillResult::bound).min().orElse(-1);
            findings.check(
                    shape.words() + ": CCACHE keeps at most " + Figures.mib(bound) + " MiB at any number of threads",
                    "at most " + Figures.mib(kept) + " MiB",
                    ours.isEmpty() ? Verdict.OPEN : Verdict.of(kept <= bound));
            if (shape != Shape.CLASSES) {
                double growth = table.growth(FrontEnd.TCACHE, shape, most);
                findings.check(
                        shape.words() + ": TCACHE keeps at least 0.8 × " + most + " times what it keeps for one thread",
                        String.format(Locale.ROOT, "%.2f × %d times", growth, most),
                        Double.isNaN(growth) ? Verdict.OPEN : Verdict.of(growth >= LINEAR));
            }
            if (idled) {
                checkIdle(table, shape, most, bound, findings);
            }
        }
    }

    private static void checkIdle(FillTable table, Shape shape, int most, long bound, Findings findings) {
        double ours = table.figure(FrontEnd.CCACHE, shape, most, r -> r.idle().cached());
        double before =
                table.figure(FrontEnd.TCACHE, shape, most, r -> r.freed().cached());
        double after = table.figure(FrontEnd.TCACHE, shape, most, r -> r.idle().cached());
        findings.check(
                shape.words() + ", idle, " + most
                        + " threads: CCACHE keeps at most 1 % of the bound, TCACHE the same as before",
                Figures.mib(ours) + " MiB, and " + Figures.mib(after) + " of " + Figures.mib(before) + " MiB",
                Double.isNaN(ours) || Double.isNaN(after)
                        ? Verdict.OPEN
                        : Verdict.of(ours <= bound / 100.0 && after >= before));
    }

    private static XYChart chart(FillTable table, List<Shape> shapes) {
        XYChart chart = Charts.lines("Cached when all is freed and all threads rest", "threads", true, "MiB", true);
        for (FrontEnd frontEnd : FRONT_ENDS) {
            for (Shape shape : shapes) {
                List<FillResult> line = table.of(frontEnd, shape);
                Charts.measured(
                        chart,
                        frontEnd + ", " + shape.words(),
                        line.stream().map(r -> r.settings().threads()).toList(),
                        line.stream()
                                .map(r -> FillTable.plotted(r.freed().cached()))
                                .toList());
            }
        }
        return chart;
    }
}
