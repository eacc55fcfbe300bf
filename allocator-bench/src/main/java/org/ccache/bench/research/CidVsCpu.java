package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Fewer running threads: those of the compilers would be others. A quick run does without. */
    private static final String INTERPRETED = "-Xint";

    private static final String BY_PROCESSOR = "-Dorg.ccache.rseq=cpu_id";

    private static final List<Shape> SHAPES = List.of(Shape.SMALL, Shape.MEDIUM, Shape.SPAN);

    CidVsCpu() {
        super(Premise.read("cid-vs-cpu", Map.of("option", BY_PROCESSOR)));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        ExperimentProcesses processes = new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS);
        String[] byConcurrency = conditions.choose(new String[0], new String[] {INTERPRETED});
        String[] byProcessor = conditions.choose(new String[] {BY_PROCESSOR}, new String[] {INTERPRETED, BY_PROCESSOR});
        List<CidResult> results = new ArrayList<>();
        for (Shape shape : conditions.choose(List.of(Shape.SPAN), SHAPES)) {
            for (boolean alone : new boolean[] {false, true}) {
                CidSettings settings = new CidSettings(shape, alone, Integer.MAX_VALUE, BYTES);
                processes
                        .run("mm_cid, " + shape.words(), settings, CidResult.class, byConcurrency)
                        .ifPresent(results::add);
                processes
                        .run("cpu_id, " + shape.words(), settings, CidResult.class, byProcessor)
                        .ifPresent(results::add);
            }
        }
        Guests guests =
                conditions.recorded() == null ? Guests.read(conditions.guests()) : Guests.of(conditions.recorded());
        guests.keep(CidResult.class, findings);
        List<CidRow> rows = new ArrayList<>();
        results.forEach(result -> rows.add(new CidRow("here", result)));
        guests.answers(CidResult.class).forEach(result -> rows.add(new CidRow("emulated", result)));
        report(rows, findings);
        CidChecks.oneThread(guests.oneThreads(), findings);
        guests.refusals().forEach(reason -> findings.text("Emulated part not run, or not to its end: " + reason + "."));
        CidChecks.jvm(rows, findings);
    }

    private static void report(List<CidRow> rows, Findings findings) {
        Map<String, List<CidRow>> places =
                rows.stream().collect(Collectors.groupingBy(CidRow::place, LinkedHashMap::new, Collectors.toList()));
        findings.text("JVMs, one for each row; “first” and “last” is what was cached after the visits to those CPUs.");
        places.forEach((place, of) -> findings.table(place + ":", table(of)));
        rows.forEach(row -> findings.count(
                "aborts with mode " + row.result().mode(), row.result().aborts()));
        findings.picture(Picture.lines(
                "cid-vs-cpu",
                "cached bytes by visited CPUs, in each mode, for blocks of one span",
                "Cached for one thread",
                Axis.linear("CPUs visited"),
                Axis.linear("KiB"),
                rows.stream()
                        .filter(row -> row.result().shape() == Shape.SPAN)
                        .map(CidVsCpu::line)
                        .toList()));
    }

    private static Table table(List<CidRow> rows) {
        Table table = new Table("mode", "moves", "blocks", "threads", "indexes", "first KiB", "last KiB", "growth");
        for (CidRow row : rows) {
            CidResult r = row.result();
            table.row(
                    r.mode(),
                    r.mover(),
                    r.shape().words(),
                    Integer.toString(r.threads()),
                    Integer.toString(r.indexesUsed()),
                    Figures.kib(r.cached().getFirst()),
                    Figures.kib(r.cached().getLast()),
                    Figures.number(r.growth(), 2));
        }
        return table;
    }

    private static Line line(CidRow row) {
        CidResult r = row.result();
        return Line.measured(
                row.where() + ", " + r.mode() + ", " + r.mover(),
                IntStream.rangeClosed(1, r.visits()).boxed().toList(),
                r.cached().stream().map(bytes -> bytes / 1024.0).toList());
    }

    /**
     * A process and where it ran.
     *
     * @param where here or emulated
     */
    record CidRow(String where, CidResult result) {
        String place() {
            return Character.toUpperCase(where.charAt(0)) + where.substring(1) + ", kernel " + result.kernel() + ", "
                    + result.visits() + " CPUs visited";
        }
    }
}
