package org.ccache.bench.first;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;
import org.ccache.bench.peer.PeerStats;

/** The processes as tables: each workload's times and ratios, the means over the recorded programs, and the checks. */
public final class StartReport {
    private final List<StartRow> rows;
    private final StartFigures figures;
    private final List<String> arms;

    /**
     * Of rows in any order.
     *
     * @param seed of the bootstrap
     */
    public StartReport(List<StartRow> rows, long seed) {
        this.rows = List.copyOf(rows);
        this.figures = new StartFigures(rows, seed);
        this.arms = arms(rows);
    }

    /** The product first, its control, then the others by name; in the same order what was started from a cache. */
    private static List<String> arms(List<StartRow> rows) {
        Set<String> plain = new TreeSet<>();
        Set<String> ahead = new TreeSet<>();
        rows.forEach(row -> (row.ahead() ? ahead : plain).add(row.arm()));
        Set<String> all = new LinkedHashSet<>();
        for (Set<String> some : List.of(plain, ahead)) {
            some.stream().filter(arm -> arm.startsWith(Arm.OURS)).forEach(all::add);
            all.addAll(some);
        }
        return List.copyOf(all);
    }

    private Stream<StartRow> of(String arm) {
        return rows.stream()
                .filter(row -> row.arm().equals(arm) && row.outcome().failure().isEmpty());
    }

    private boolean ahead(String arm) {
        return rows.stream().anyMatch(row -> row.arm().equals(arm) && row.ahead());
    }

    /** Of two arms, by title. */
    private record Pair(String ours, String theirs) {
        @Override
        public String toString() {
            return ours + " ÷ " + theirs;
        }
    }

    /** The product beside all others that were started as it was, and beside itself with a cache. */
    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (String ours : arms) {
            if (of(ours).findAny().isEmpty() || !ours.startsWith(Arm.OURS) || ours.equals(Arm.CONTROL)) {
                continue;
            }
            arms.stream()
                    .filter(arm -> !arm.equals(ours) && ahead(arm) == ahead(ours))
                    .forEach(arm -> pairs.add(new Pair(ours, arm)));
            if (ahead(ours)) {
                pairs.add(new Pair(ours, Arm.OURS));
            }
        }
        return pairs;
    }

    /** Everything, as Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        List<String> recorded =
                figures.workloads().stream().filter(StartWorkloads::recorded).toList();
        if (recorded.size() > 1) {
            text.append("### Recorded programs\n\nGeometric means over ")
                    .append(Figures.counted(recorded.size(), "trace"))
                    .append(" of ratios of time, with 95 %\n\n")
                    .append(means(recorded))
                    .append('\n');
        }
        for (String workload : figures.workloads()) {
            text.append("### ")
                    .append(workload)
                    .append("\n\nNanoseconds of an allocation or free, medians\n\n")
                    .append(times(workload))
                    .append("\nRatios of time, geometric means over rounds, with 95 %\n\n")
                    .append(ratios(workload))
                    .append('\n');
        }
        text.append("### Processes\n\nThe time to make the allocator is in no other figure.\n\n")
                .append(processes());
        failures().forEach(failure -> text.append('\n').append(failure).append('\n'));
        return text.toString();
    }

    private String means(List<String> workloads) {
        Table table = new Table(Stream.concat(
                        Stream.of("ratio"), StartWindow.MEANS.stream().flatMap(w -> Stream.of(w.title(), "of")))
                .toArray(String[]::new));
        for (Pair pair : pairs()) {
            table.row(Stream.concat(
                            Stream.of(pair.toString()),
                            StartWindow.MEANS.stream().flatMap(window -> mean(workloads, pair, window::nanos).stream()))
                    .toArray(String[]::new));
        }
        return table.toString();
    }

    private List<String> mean(List<String> workloads, Pair pair, ToDoubleFunction<SpeedCurve> figure) {
        return List.of(
                ratio(workloads, pair, figure),
                Figures.count(figures.compared(workloads, pair.ours(), pair.theirs(), figure)));
    }

    private static String[] header(String first) {
        return Stream.concat(
                        Stream.of(first), Arrays.stream(StartWindow.values()).map(StartWindow::title))
                .toArray(String[]::new);
    }

    private String times(String workload) {
        Table table = new Table(header("peer"));
        for (String arm : arms) {
            table.row(Stream.concat(
                            Stream.of(arm),
                            Arrays.stream(StartWindow.values())
                                    .map(window -> Figures.nanos(figures.median(workload, arm, window::nanos))))
                    .toArray(String[]::new));
        }
        return table.toString();
    }

    private String ratios(String workload) {
        Table table = new Table(header("ratio"));
        for (Pair pair : pairs()) {
            table.row(Stream.concat(
                            Stream.of(pair.toString()),
                            Arrays.stream(StartWindow.values())
                                    .map(window -> ratio(List.of(workload), pair, window::nanos)))
                    .toArray(String[]::new));
        }
        return table.toString();
    }

    private String processes() {
        Table table = new Table(
                "peer",
                "version",
                "mode",
                "processes",
                "made in, ms",
                "aborts",
                "blocks verified",
                "wrong",
                "stolen",
                "others");
        for (String arm : arms) {
            List<StartOutcome> outcomes = of(arm).map(StartRow::outcome).toList();
            if (!outcomes.isEmpty()) {
                table.row(
                        arm,
                        each(outcomes.stream().map(StartOutcome::version)),
                        each(outcomes.stream().map(StartOutcome::modeInForce)),
                        Integer.toString(outcomes.size()),
                        Figures.number(
                                Bootstrap.quantile(
                                                outcomes.stream()
                                                        .mapToDouble(StartOutcome::openNanos)
                                                        .toArray(),
                                                0.5)
                                        / 1e6,
                                1),
                        aborts(outcomes),
                        Figures.count(outcomes.stream()
                                .mapToLong(StartOutcome::verified)
                                .sum()),
                        Figures.count(
                                outcomes.stream().mapToLong(StartOutcome::wrong).sum()),
                        share(outcomes, StartOutcome::stolen),
                        share(outcomes, StartOutcome::others));
            }
        }
        return table.toString();
    }

    /** Where no workload has a second round of both, nothing is resampled: there is no interval. */
    private String ratio(List<String> workloads, Pair pair, ToDoubleFunction<SpeedCurve> figure) {
        Ratio ratio = figures.mean(workloads, pair.ours(), pair.theirs(), figure);
        return ratio == null || figures.resamples(workloads, pair.ours(), pair.theirs(), figure)
                ? Figures.ratio(ratio)
                : Figures.number(ratio.value(), 3);
    }

    /** All that occur: one, where all is well. */
    private static String each(Stream<String> values) {
        return values.filter(value -> !value.isEmpty()).distinct().collect(Collectors.joining(" and "));
    }

    private static String aborts(List<StartOutcome> outcomes) {
        return outcomes.stream().anyMatch(outcome -> outcome.aborts() == PeerStats.UNKNOWN)
                ? Figures.NONE
                : Figures.count(
                        outcomes.stream().mapToLong(StartOutcome::aborts).sum());
    }

    private static String share(List<StartOutcome> outcomes, ToDoubleFunction<StartOutcome> share) {
        return Figures.share(outcomes.stream().mapToDouble(share).average().orElse(Double.NaN));
    }

    /** Processes without figures, or with blocks that were not right; a line for each reason of an arm. */
    public List<String> failures() {
        return rows.stream()
                .filter(row ->
                        !row.outcome().failure().isEmpty() || !row.outcome().sound())
                .collect(Collectors.groupingBy(
                        row -> row.arm() + ": " + reason(row.outcome()), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(reason -> reason.getKey() + ", " + Figures.count(reason.getValue()) + " times")
                .toList();
    }

    private static String reason(StartOutcome outcome) {
        return outcome.failure().isEmpty()
                ? outcome.wrong() + " wrong blocks; " + String.join("; ", outcome.problems())
                : outcome.failure();
    }

    /** Whether every process of the product has figures, and no block of any peer was wrong. */
    public boolean sound() {
        return rows.stream()
                .allMatch(row -> row.outcome().sound()
                        && (row.outcome().failure().isEmpty() || !row.arm().startsWith(Arm.OURS)));
    }
}
