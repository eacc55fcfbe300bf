package org.ccache.bench.research;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.research.fill.FillResult;
import org.ccache.bench.research.fill.Shape;

/** What filling processes saw, for those experiments that fill. */
record FillTable(List<FillResult> results) {
    List<FillResult> of(FrontEnd frontEnd, Shape shape) {
        return results.stream()
                .filter(r -> r.settings().frontEnd() == frontEnd && r.settings().shape() == shape)
                .toList();
    }

    /** A figure of the process with some threads; NaN if there is none. */
    double figure(FrontEnd frontEnd, Shape shape, int threads, ToLongFunction<FillResult> figure) {
        return of(frontEnd, shape).stream()
                .filter(r -> r.settings().threads() == threads)
                .mapToDouble(r -> (double) figure.applyAsLong(r))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** By how much what is cached grew from one thread to many, as a share of the growth of the threads. */
    double growth(FrontEnd frontEnd, Shape shape, int threads) {
        return figure(frontEnd, shape, threads, r -> r.freed().cached())
                / figure(frontEnd, shape, 1, r -> r.freed().cached())
                / threads;
    }

    /** A table for each kind of blocks. What is in depots and slabs, and counts, is in the raw data only. */
    void report(Findings findings) {
        boolean idled = results.stream().anyMatch(r -> r.settings().idleMillis() > 0);
        findings.text("Memory: “live” is when all blocks are live, “cached” what is in caches when all are freed,"
                + " “resident” the allocator's own then, metadata included"
                + (idled ? "; “idle” is after the idle time." : "."));
        for (Shape shape : Shape.values()) {
            List<FillResult> of =
                    results.stream().filter(r -> r.settings().shape() == shape).toList();
            if (!of.isEmpty()) {
                findings.table(
                        (shape == Shape.CLASSES ? "All size classes" : "Blocks of " + shape.words()) + ", MiB:",
                        table(of, idled));
            }
        }
    }

    /** @param idled whether there was an idle time: else what is kept after it is what was kept before */
    private static Table table(List<FillResult> results, boolean idled) {
        List<String> header =
                new ArrayList<>(List.of("front end", "threads", "caches used", "live", "cached", "resident"));
        if (idled) {
            header.addAll(List.of("cached, idle", "resident, idle"));
        }
        Table table = new Table(header.toArray(String[]::new));
        for (FillResult r : results) {
            List<String> row = new ArrayList<>(List.of(
                    r.settings().frontEnd().toString(),
                    Integer.toString(r.settings().threads()),
                    Integer.toString(r.used()),
                    Figures.mib(r.full().live()),
                    Figures.mib(r.freed().cached()),
                    Figures.mib(r.freed().own())));
            if (idled) {
                row.addAll(List.of(
                        Figures.mib(r.idle().cached()), Figures.mib(r.idle().own())));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }
}
