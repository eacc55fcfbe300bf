package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Marks;
import org.ccache.bench.measure.Table;
import org.ccache.bench.suite.Results;
import org.ccache.bench.suite.Suite;

/**
 * The short table that a README keeps between {@code <!-- suite:begin FOLDER -->} and {@code <!-- suite:end -->}. The folder
 * in the mark is relative to the file's own, so that a test can make the table again and compare.
 */
public final class ReadmeTable {
    private static final Marks MARKS = new Marks("suite:begin", "suite:end");
    private static final int EXTREMES = 3;
    private static final String OPEN_LOOP = "open-loop";
    private static final List<String> MAIN =
            List.of("malloc", "tcmalloc", "jemalloc", "mimalloc", "rpmalloc", "netty-adaptive", "netty-pooled");

    private final SuiteResults results;

    ReadmeTable(SuiteResults results) {
        this.results = results;
    }

    /**
     * Writes the table of a result folder between the marks of a file.
     *
     * @return whether the file changed
     * @throws IOException if it has no marks, or there are no results
     */
    public static boolean update(Path readme, Path folder) throws IOException {
        String text = Files.readString(readme);
        Path home = readme.toAbsolutePath().normalize().getParent();
        String relative = home.relativize(folder.toAbsolutePath().normalize()).toString();
        String fresh = with(text, relative.isEmpty() ? "." : relative, folder).orElseThrow(() -> noPlace(readme));
        if (fresh.equals(text)) {
            return false;
        }
        Files.writeString(readme, fresh);
        return true;
    }

    /**
     * Whether a file's table is the one that its own folder of results gives.
     *
     * @throws IOException if it has no marks, or there are no results
     */
    public static boolean current(Path readme) throws IOException {
        String text = Files.readString(readme);
        String name = MARKS.from(text).orElseThrow(() -> noPlace(readme));
        Path folder = readme.toAbsolutePath().normalize().resolveSibling(name);
        return with(text, name, folder).orElseThrow().equals(text);
    }

    private static Optional<String> with(String text, String name, Path folder) throws IOException {
        return MARKS.replace(text, name, "\n" + new ReadmeTable(new SuiteResults(Results.read(folder))).markdown());
    }

    private static IOException noPlace(Path readme) {
        return new IOException(readme + " has no place for the table: lines " + MARKS.around("FOLDER", "and"));
    }

    /** The table, and the sentence that says what it is of. */
    String markdown() {
        Words words = new Words(results);
        StringBuilder text = new StringBuilder();
        words.alarms().forEach(alarm -> text.append("**").append(alarm).append("**\n\n"));
        text.append(words.title())
                .append(" (")
                .append(words.subtitle())
                .append("). Ratios ccache ÷ peer with 95 % intervals, below 1 ccache is ahead; losses in bold.\n\n")
                .append(compact(table()));
        return text.toString();
    }

    /** Without padding: one long cell would make every line as long. */
    private static String compact(Table table) {
        return table.toString().replaceAll(" {2,}", " ").replaceAll("-{4,}", "---");
    }

    private Table table() {
        Table table = new Table("", "time", "memory");
        for (String peer : MAIN) {
            Optional<Geomean> time = results.geomean(Measure.TIME, peer);
            Optional<Geomean> memory = results.geomean(Measure.MEMORY, peer);
            // A peer that was skipped keeps its row.
            if (results.peers().stream().anyMatch(facts -> facts.name().equals(peer))) {
                table.row("geomean, " + peer, mean(time), mean(memory));
            }
        }
        for (Rivals rivals : List.of(Rivals.OUTSIDE, Rivals.JAVA)) {
            table.row(
                    "geomean, best single peer of " + rivals.words(),
                    single(results.bestSingle(Measure.TIME, rivals)),
                    single(results.bestSingle(Measure.MEMORY, rivals)));
        }
        List<Placed> times = placed(Measure.TIME);
        List<Placed> memories = placed(Measure.MEMORY);
        table.row("best workloads, ÷ best peer on each", first(times), first(memories));
        table.row("worst workloads, ÷ best peer on each", last(times), last(memories));
        table.row("all workloads behind", behind(times), behind(memories));
        tails().ifPresent(text -> table.row("p99.9 of " + OPEN_LOOP, text, ""));
        return table;
    }

    private static String mean(Optional<Geomean> mean) {
        return mean.map(found -> loss(found.ratio().value(), found.ratio().toString())
                        + (found.missing().isEmpty() ? "" : " " + found.coverage()))
                .orElse(Figures.NONE);
    }

    private static String single(Optional<Geomean> mean) {
        return mean.map(found -> mean(mean) + " (" + found.whom() + ")").orElse(Figures.NONE);
    }

    private static String loss(double ratio, String text) {
        return ratio > 1 ? SuiteTables.bold(text) : text;
    }

    /** A workload and its ratio to the best peer on it. */
    private record Placed(String workload, PeerRatio best) {
        String brief() {
            double ratio = best.ratio().value();
            return loss(ratio, String.format(Locale.ROOT, "%s %.2f × %s", workload, ratio, best.peer()));
        }

        @Override
        public String toString() {
            return loss(best.ratio().value(), workload + " " + best.ratio() + " × " + best.peer());
        }
    }

    private List<Placed> placed(Measure measure) {
        return results.judged(measure).stream()
                .flatMap(workload -> workload.best(measure, results.peers(Rivals.OUTSIDE)).stream()
                        .map(best -> new Placed(workload.name(), best)))
                .sorted(Comparator.comparingDouble(
                        placed -> placed.best().ratio().value()))
                .toList();
    }

    private static String first(List<Placed> placed) {
        return joined(placed.stream().limit(EXTREMES));
    }

    private static String last(List<Placed> placed) {
        return joined(placed.reversed().stream().limit(EXTREMES));
    }

    private static String behind(List<Placed> placed) {
        String text = placed.reversed().stream()
                .filter(one -> one.best().ratio().value() > 1)
                .map(Placed::brief)
                .collect(Collectors.joining(" · "));
        if (placed.isEmpty()) {
            return Figures.NONE;
        }
        return text.isEmpty() ? "none of " + placed.size() : text;
    }

    private static String joined(Stream<Placed> placed) {
        String text = placed.map(Placed::toString).collect(Collectors.joining(" · "));
        return text.isEmpty() ? Figures.NONE : text;
    }

    /** The product beside malloc, and beside no allocator at all: the platform's own hiccups. */
    private Optional<String> tails() {
        return results.workloads().stream()
                .filter(workload -> workload.name().equals(OPEN_LOOP))
                .findFirst()
                .map(workload -> new WorkloadTables(results, workload).latencies())
                .filter(latencies -> !latencies.isEmpty())
                .map(latencies -> {
                    List<String> parts = new ArrayList<>();
                    latencies.forEach((what, byPeer) -> parts.add((latencies.size() == 1 ? "" : what + ": ")
                            + Stream.of(Suite.OURS, "malloc", "void")
                                    .filter(byPeer::containsKey)
                                    .map(peer -> tail(peer, byPeer))
                                    .collect(Collectors.joining(", "))));
                    return String.join(" · ", parts);
                });
    }

    private static String tail(String peer, Map<String, Histogram> byPeer) {
        long own = byPeer.get(peer).getValueAtPercentile(99.9);
        boolean behind = peer.equals(Suite.OURS)
                && byPeer.containsKey("malloc")
                && own > byPeer.get("malloc").getValueAtPercentile(99.9);
        String text = peer + " " + Figures.time(own);
        return behind ? SuiteTables.bold(text) : text;
    }
}
