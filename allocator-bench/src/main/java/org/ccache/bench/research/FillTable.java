package org.ccache.bench.research;

import java.util.List;
import java.util.function.ToLongFunction;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.research.fill.FillPoint;
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

    Table markdown() {
        Table table = new Table(
                "front end, blocks",
                "threads",
                "caches used",
                "live, all live",
                "cached, all freed",
                "depot",
                "carved",
                "resident",
                "cached, idle",
                "resident, idle",
                "refills",
                "flushes",
                "aborts");
        for (FillResult r : results) {
            FillPoint freed = r.freed();
            table.row(
                    r.settings().frontEnd() + ", " + r.settings().shape().words(),
                    Integer.toString(r.settings().threads()),
                    Integer.toString(r.used()),
                    Figures.mib(r.full().live()),
                    Figures.mib(freed.cached()),
                    Figures.mib(freed.depot()),
                    Figures.mib(freed.carved()),
                    Figures.mib(freed.own()),
                    Figures.mib(r.idle().cached()),
                    Figures.mib(r.idle().own()),
                    Figures.count(r.refills()),
                    Figures.count(r.flushes()),
                    Long.toString(r.aborts()));
        }
        return table;
    }
}
