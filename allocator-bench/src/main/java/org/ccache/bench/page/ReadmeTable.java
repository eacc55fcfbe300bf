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
import org.ccache.bench.measure.Table;
import org.ccache.bench.suite.Results;
import org.ccache.bench.suite.Suite;

/**
 * The short table that a README keeps between {@code <!-- suite:begin FOLDER -->} and {@code <!-- suite:end -->}. The folder
 * in the mark is relative to the file's own, so that a test can make the table again and compare.
 */
public final class ReadmeTable {
    private static final String BEGIN = "<!-- suite:begin ";
    private static final String BEGIN_END = " -->";
    private static final String END = "<!-- suite:end -->";
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
        int[] marks = marks(readme, text);
        Path home = readme.toAbsolutePath().normalize().getParent();
        String relative = home.relativize(folder.toAbsolutePath().normalize()).toString();
        String fresh = text.substring(0, marks[0])
                + between(relative.isEmpty() ? "." : relative, folder)
                + text.substring(marks[1]);
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
        int[] marks = marks(readme, text);
        String kept = text.substring(marks[0], marks[1]);
        String name = kept.substring(BEGIN.length(), kept.indexOf(BEGIN_END)).strip();
        Path folder = readme.toAbsolutePath().normalize().resolveSibling(name);
        return kept.equals(between(name, folder));
    }

    /** From the start of the first mark to the start of the second. */
    private static int[] marks(Path readme, String text) throws IOException {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, Math.max(begin, 0));
        if (begin < 0
                || end < 0
                || text.substring(begin, end).lines().findFirst().orElse("").indexOf(BEGIN_END) < 0) {
            throw new IOException(readme + " has no place for the table: lines `" + BEGIN + "FOLDER" + BEGIN_END
                    + "` and `" + END + "`");
        }
        return new int[] {begin, end};
    }

    private static String between(String name, Path folder) throws IOException {
        ReadmeTable table = new ReadmeTable(new SuiteResults(Results.read(folder)));
        return BEGIN + name + BEGIN_END + "\n\n" + table.markdown() + "\n";
    }

    /** The table, and the sentence that says what it is of. */
    String markdown() {
        Sentences words = new Sentences(results);
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
            Optional<Geomean> time = results.geomean(Quantity.TIME, peer);
            Optional<Geomean> memory = results.geomean(Quantity.MEMORY, peer);
            // A peer that was skipped keeps its row.
            if (results.peers().stream().anyMatch(facts -> facts.name().equals(peer))) {
                table.row("geomean, " + peer, mean(time), mean(memory));
            }
        }
        for (PeerGroup group : List.of(PeerGroup.OUTSIDE, PeerGroup.JAVA)) {
            table.row(
                    "geomean, best single peer of " + group.words(),
                    single(results.bestSingle(Quantity.TIME, group)),
                    single(results.bestSingle(Quantity.MEMORY, group)));
        }
        List<Placed> times = placed(Quantity.TIME);
        List<Placed> memories = placed(Quantity.MEMORY);
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

    private List<Placed> placed(Quantity quantity) {
        return results.judged(quantity).stream()
                .flatMap(workload -> workload.best(quantity, results.peers(PeerGroup.OUTSIDE)).stream()
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
        String text = peer + " " + Figures.latency(own);
        return behind ? SuiteTables.bold(text) : text;
    }
}
