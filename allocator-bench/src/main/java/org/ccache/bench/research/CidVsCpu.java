package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.research.fill.Shape;

/** CS_VS_CI: what a single thread leaves in caches of processors that it has left. */
final class CidVsCpu extends Experiment {
    private static final long TIMEOUT_SECONDS = 120;
    private static final long BYTES = 512 << 10;

    /** Fewer running threads: those of the compilers would be others. */
    private static final String INTERPRETED = "-Xint";

    private static final String BY_PROCESSOR = "-Dorg.ccache.rseq=cpu_id";

    private static final List<Shape> SHAPES = List.of(Shape.SMALL, Shape.MEDIUM, Shape.SPAN);

    CidVsCpu() {
        super(Premise.read("cid-vs-cpu", Map.of("option", BY_PROCESSOR)));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        ExperimentProcesses processes = new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS);
        List<CidResult> results = new ArrayList<>();
        for (Shape shape : conditions.choose(List.of(Shape.SPAN), SHAPES)) {
            for (boolean alone : new boolean[] {false, true}) {
                CidSettings settings = new CidSettings(shape, alone, Integer.MAX_VALUE, BYTES);
                processes
                        .run("mm_cid, " + shape.words(), settings, CidResult.class, INTERPRETED)
                        .ifPresent(results::add);
                processes
                        .run("cpu_id, " + shape.words(), settings, CidResult.class, INTERPRETED, BY_PROCESSOR)
                        .ifPresent(results::add);
            }
        }
        int here = results.size();
        Guests guests =
                conditions.recorded() == null ? Guests.read(conditions.guests()) : Guests.of(conditions.recorded());
        guests.keep(CidResult.class, findings);
        results.addAll(guests.answers(CidResult.class));
        report(results, here, findings);
        CidChecks.oneThread(guests.oneThreads(), findings);
        guests.refusals().forEach(reason -> findings.text("Emulated part not run, or not to its end: " + reason + "."));
        CidChecks.jvm(results, findings);
    }

    private static void report(List<CidResult> results, int here, Findings findings) {
        Table table = new Table(
                "where, mode, who moves, blocks",
                "threads",
                "CPUs visited",
                "indexes used",
                "cached after the first, KiB",
                "after the last, KiB",
                "growth",
                "refills",
                "flushes",
                "aborts");
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            CidResult r = results.get(i);
            String label = (i < here ? "here" : "emulated, " + r.kernel()) + ", " + r.mode() + ", "
                    + (r.alone() ? "thread, " : "process, ") + r.shape().words();
            table.row(
                    label,
                    Integer.toString(r.threads()),
                    Integer.toString(r.visits()),
                    Integer.toString(r.indexesUsed()),
                    Figures.kib(r.cached().getFirst()),
                    Figures.kib(r.cached().getLast()),
                    Figures.number(r.growth(), 2),
                    Figures.count(r.refills()),
                    Figures.count(r.flushes()),
                    Long.toString(r.aborts()));
            List<Integer> visits = new ArrayList<>();
            for (int v = 1; v <= r.visits(); v++) {
                visits.add(v);
            }
            if (r.shape() == Shape.SPAN) {
                lines.add(Line.measured(
                        label.substring(0, label.lastIndexOf(',')) + " #" + (i + 1),
                        visits,
                        r.cached().stream().map(bytes -> bytes / 1024.0).toList()));
            }
            findings.count("aborts with mode " + r.mode(), r.aborts());
        }
        findings.table("Blocks are of one size in each process:", table);
        findings.picture(Picture.lines(
                "cid-vs-cpu",
                "cached bytes by visited CPUs, in each mode, for blocks of one span",
                "Cached for one thread",
                Axis.linear("CPUs visited"),
                Axis.linear("KiB"),
                lines));
    }
}
