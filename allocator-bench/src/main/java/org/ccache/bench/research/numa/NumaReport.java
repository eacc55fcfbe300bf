package org.ccache.bench.research.numa;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;

/** Results as tables: one line for each run, and for each run one line for each index. */
public final class NumaReport {

    private NumaReport() {}

    public static String summary(List<NumaResult> results) {
        Table table = new Table(
                "pattern, placement",
                "nodes apart",
                "blocks",
                "local",
                "indexes",
                "on several nodes",
                "not attributed");
        for (NumaResult result : results) {
            NodeCounts counts = result.counts();
            table.row(
                    name(result),
                    Integer.toString(result.stats().nodes()),
                    Figures.count(counts.total()),
                    Figures.share(counts.local(), counts.total(), 1),
                    Integer.toString(counts.used().length),
                    Long.toString(counts.straddling()),
                    Figures.count(counts.moved() + counts.absent()));
        }
        return table.toString();
    }

    /** Which nodes an index ran on when it handed out blocks, and which the blocks stood on. */
    public static String indexes(NumaResult result) {
        NodeCounts counts = result.counts();
        List<String> header = new ArrayList<>(List.of(name(result) + ": index"));
        for (String what : List.of("ran on ", "blocks of ")) {
            for (int node = 0; node < counts.nodes(); node++) {
                header.add(what + node);
            }
        }
        header.add("local");
        Table table = new Table(header.toArray(String[]::new));
        for (int index : counts.used()) {
            Stream.Builder<String> row = Stream.builder();
            row.add(Integer.toString(index));
            for (int node = 0; node < counts.nodes(); node++) {
                row.add(Figures.count(counts.ranOn(index, node)));
            }
            for (int node = 0; node < counts.nodes(); node++) {
                row.add(Figures.count(counts.standsOn(index, node)));
            }
            row.add(Figures.share(counts.local(index), counts.total(index), 1));
            table.row(row.build().toArray(String[]::new));
        }
        return table.toString();
    }

    private static String name(NumaResult result) {
        NumaSettings settings = result.settings();
        return (settings.pattern() + ", " + settings.placement())
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }
}
