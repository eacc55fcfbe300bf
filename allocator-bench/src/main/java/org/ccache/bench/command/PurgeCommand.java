package org.ccache.bench.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.measure.Table;
import org.ccache.bench.purge.PurgeCost;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "purge",
        description = "Measures MADV_DONTNEED beside MADV_FREE: the call, what it leaves, the touch after it.")
final class PurgeCommand implements Callable<Integer> {
    @Option(
            names = "--bytes",
            converter = AtLeast.Bytes.class,
            defaultValue = "67108864",
            description = "Given back at once (${DEFAULT-VALUE}).")
    private long bytes;

    @Option(
            names = "--rounds",
            converter = AtLeast.One.class,
            defaultValue = "40",
            description = "Of each, in turns (${DEFAULT-VALUE}).")
    private int rounds;

    @Override
    public Integer call() {
        Table table =
                new Table("advice", "call, ns/page", "resident after it", "of that LazyFree", "touch again, ns/page");
        for (PurgeCost.Cost cost : PurgeCost.measure(bytes, rounds)) {
            table.row(
                    "MADV_" + cost.advice(),
                    number("%.0f", cost.call()),
                    number("%.1f %%", 100 * cost.left()),
                    number("%.1f %%", 100 * cost.lazy()),
                    number("%.0f", cost.again()));
        }
        System.out.println(table);
        return ExitCode.OK;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
