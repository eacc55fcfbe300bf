package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Table;
import org.ccache.bench.research.fill.Shape;
import org.knowm.xchart.XYChart;

/** CS_VS_CI: what a single thread leaves in caches of processors that it has left. */
final class CidVsCpu implements Experiment {
    private static final long TIMEOUT_SECONDS = 120;
    private static final long BYTES = 512 << 10;

    /** Fewer running threads: those of the compilers would be others. */
    private static final String INTERPRETED = "-Xint";

    private static final String BY_PROCESSOR = "-Dorg.ccache.rseq=cpu_id";

    private static final List<Shape> SHAPES = List.of(Shape.SMALL, Shape.MEDIUM, Shape.SPAN);

    @Override
    public String name() {
        return "cid-vs-cpu";
    }

    @Override
    public String title() {
        return "one thread on many CPUs: caches by mm_cid stay one, caches by cpu_id do not";
    }

    @Override
    public String claim() {
        return "Caches by `cpu_id` grow with the CPUs that a process has ever run on, even if it is a single thread; caches by"
                + " `mm_cid`, the concurrency id, grow with the threads that run at the same time (CS_VS_CI).";
    }

    @Override
    public String hypothesis() {
        return "(1) A native program of exactly one thread that visits n CPUs sees one `mm_cid` and n `cpu_id`. (2) In a JVM one"
                + " filling thread that visits n CPUs uses n indexes with `cpu_id`, and what is cached after the last visit"
                + " is n times what it was after the first, within 10 %; (3) with `mm_cid` it uses at most min(threads of"
                + " the process, n) indexes, and what is cached grows at most as many times. (4) Where n is above the"
                + " number of threads, `mm_cid` caches less than `cpu_id` does.";
    }

    @Override
    public String method() {
        return "Natively: pinned to each usable CPU in turn, the program reads both fields of its area 100 times, asleep for 50 µs"
                + " between. A JVM is never one running thread: compiler, collector and other threads wake beside the"
                + " filling one, and each that runs may hold an index that the filling thread would else have got back."
                + " The bound for it is the kernel's own rule, that `mm_cid` is below min(threads, allowed CPUs) of the"
                + " process; “1” is expected of the native program only. With two CPUs that bound is two for any JVM, so (3)"
                + " says something only where there are more CPUs than threads: in the emulated machine."
                + " In the JVM, one thread, pinned to each usable CPU in turn, runs *fill* there: 512 KiB of blocks of one"
                + " size are allocated, written and freed. Nobody else allocates, maintenance is the caller's and is not"
                + " called, and the JVM only interprets, so that no compiler thread runs beside. Each row is run twice: all"
                + " threads of the process move together, or the filling one moves alone. The same program in both modes (`"
                + BY_PROCESSOR + "`), each in its own process: on this machine's CPUs, and on 32 in an emulated machine"
                + " (`scripts/lab cids-32`), whose times would mean nothing and are not taken.";
    }

    @Override
    public Object arm(String settings) throws IOException, InterruptedException {
        return CidRun.measure(Json.parse(settings, CidSettings.class));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        Arms arms = new Arms(this, findings, TIMEOUT_SECONDS);
        List<CidResult> results = new ArrayList<>();
        for (Shape shape : conditions.choose(List.of(Shape.SPAN), SHAPES)) {
            for (boolean alone : new boolean[] {false, true}) {
                CidSettings settings = new CidSettings(shape, alone, Integer.MAX_VALUE, BYTES);
                arms.run("mm_cid, " + shape.words(), settings, CidResult.class, INTERPRETED)
                        .ifPresent(results::add);
                arms.run("cpu_id, " + shape.words(), settings, CidResult.class, INTERPRETED, BY_PROCESSOR)
                        .ifPresent(results::add);
            }
        }
        int here = results.size();
        Guests guests = Guests.read(conditions.guests());
        for (CidResult guest : guests.answers(CidResult.class)) {
            findings.raw(guest);
            results.add(guest);
        }
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
        XYChart chart = Charts.lines("Cached for one thread", "CPUs visited", false, "KiB", false);
        for (int i = 0; i < results.size(); i++) {
            CidResult r = results.get(i);
            String label = (i < here ? "here" : "emulated, " + r.kernel()) + ", " + r.mode() + ", "
                    + (r.alone() ? "thread, " : "process, ") + r.shape().words();
            table.row(
                    label,
                    Integer.toString(r.threads()),
                    Integer.toString(r.visits()),
                    Integer.toString(r.indexesUsed()),
                    kib(r.cached().getFirst()),
                    kib(r.cached().getLast()),
                    String.format(Locale.ROOT, "%.2f", r.growth()),
                    String.format(Locale.ROOT, "%,d", r.refills()),
                    String.format(Locale.ROOT, "%,d", r.flushes()),
                    Long.toString(r.aborts()));
            List<Integer> visits = new ArrayList<>();
            for (int v = 1; v <= r.visits(); v++) {
                visits.add(v);
            }
            if (r.shape() == Shape.SPAN) {
                Charts.measured(
                        chart,
                        label.substring(0, label.lastIndexOf(',')) + " #" + (i + 1),
                        visits,
                        r.cached().stream().map(bytes -> bytes / 1024.0).toList());
            }
            findings.count("aborts with mode " + r.mode(), r.aborts());
        }
        findings.table("Blocks are of one size in each process:", table);
        if (!chart.getSeriesCollection().isEmpty()) {
            findings.picture("", "cached bytes by visited CPUs, in each mode, for blocks of one span", chart);
        }
    }

    private static String kib(long bytes) {
        return String.format(Locale.ROOT, "%.0f", bytes / 1024.0);
    }
}
