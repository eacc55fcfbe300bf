package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.research.fill.FillResult;
import org.ccache.bench.research.fill.FillSettings;
import org.ccache.bench.research.fill.Shape;

/** CC_VS_TC: what caches keep when many threads have worked and rest. */
final class CcVsTc extends Experiment {
    private static final long TIMEOUT_SECONDS = 120;
    private static final long BYTES = 512 << 10;
    private static final long BYTES_OF_EACH_CLASS = 64 << 10;
    private static final int IDLE_MILLIS = 2000;

    /** A tcache keeps the same for each thread, but that magazines may end at different steps. */
    private static final double LINEAR = 0.8;

    private static final List<FrontEnd> FRONT_ENDS = List.of(FrontEnd.CCACHE, FrontEnd.TCACHE);

    CcVsTc() {
        super(Premise.read("cc-vs-tc", Map.of()));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        List<Integer> threads = conditions.choose(List.of(1, 4), List.of(1, 2, 4, 8, 16, 32, 64, 128));
        List<Shape> shapes = conditions.choose(List.of(Shape.SMALL, Shape.SPAN), List.of(Shape.values()));
        FillTable table = new FillTable(
                measure(conditions, findings, FRONT_ENDS, shapes, threads, conditions.choose(0, IDLE_MILLIS)));
        table.report(findings);
        findings.picture(picture(name(), table, shapes));
        check(table, shapes, threads.getLast(), !conditions.quick(), findings);
    }

    /** One process after another; also for experiments with other front ends. */
    static List<FillResult> measure(
            Conditions conditions,
            Findings findings,
            List<FrontEnd> frontEnds,
            List<Shape> shapes,
            List<Integer> threads,
            int idleMillis)
            throws IOException, InterruptedException {
        ExperimentProcesses processes = new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS);
        List<FillResult> results = new ArrayList<>();
        for (Shape shape : shapes) {
            for (FrontEnd frontEnd : frontEnds) {
                for (int n : threads) {
                    long bytes = shape == Shape.CLASSES ? BYTES_OF_EACH_CLASS : BYTES;
                    String what = frontEnd + ", " + shape.words() + ", " + n + " threads";
                    processes
                            .run(what, new FillSettings(frontEnd, shape, n, bytes, idleMillis), FillResult.class)
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
                        Figures.number(growth, 2) + " × " + most + " times",
                        growth,
                        growth >= LINEAR);
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
                ours + after,
                ours <= bound / 100.0 && after >= before);
    }

    private static Picture picture(String id, FillTable table, List<Shape> shapes) {
        List<Line> lines = new ArrayList<>();
        for (FrontEnd frontEnd : FRONT_ENDS) {
            for (Shape shape : shapes) {
                List<FillResult> line = table.of(frontEnd, shape);
                lines.add(Line.measured(
                        frontEnd + ", " + shape.words(),
                        line.stream().map(r -> r.settings().threads()).toList(),
                        line.stream().map(r -> r.freed().cached()).toList()));
            }
        }
        return Picture.lines(
                id,
                "cached bytes by threads, a line for each front end and kind of blocks",
                "Cached when all is freed and all threads rest",
                Axis.log("threads"),
                new Axis("", "bytes", true, 1024),
                lines);
    }
}
