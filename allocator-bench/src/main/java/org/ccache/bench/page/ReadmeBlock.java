package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Prose;
import org.ccache.bench.measure.Table;
import org.ccache.bench.suite.Results;
import org.ccache.bench.workload.WorkloadGroup;

/**
 * What a README shows of a run between {@code <!-- suite:begin FOLDER -->} and {@code <!-- suite:end -->}: a picture
 * (light and dark, wide and narrow), a short table and the worst losses. The folder in the mark is relative to the
 * file's own, so that a test can make it all again and compare.
 */
public final class ReadmeBlock {
    private static final String BEGIN = "<!-- suite:begin ";
    private static final String BEGIN_END = " -->";
    private static final String END = "<!-- suite:end -->";
    private static final String PICTURES = "docs/pictures/";
    private static final int LOSSES = 5;
    private static final double TAIL = 99.9;

    private final String name;
    private final SuiteResults results;

    ReadmeBlock(String name, Path folder) throws IOException {
        this.name = name;
        this.results = new SuiteResults(Results.read(folder));
    }

    /**
     * Writes the block of a result folder between the marks of a file, and its pictures beside the file.
     *
     * @return whether anything changed
     * @throws IOException if the file has no marks, or there are no results
     */
    public static boolean update(Path readme, Path folder) throws IOException {
        Path home = readme.toAbsolutePath().normalize().getParent();
        String relative = home.relativize(folder.toAbsolutePath().normalize()).toString();
        Map<Path, String> fresh = new ReadmeBlock(relative.isEmpty() ? "." : relative, folder).files(readme);
        if (same(fresh)) {
            return false;
        }
        Files.createDirectories(readme.resolveSibling(PICTURES));
        for (Map.Entry<Path, String> file : fresh.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
        return true;
    }

    /**
     * Whether a file's block and its pictures are what its own folder of results gives.
     *
     * @throws IOException if the file has no marks, or there are no results
     */
    public static boolean current(Path readme) throws IOException {
        String text = Files.readString(readme);
        int begin = marks(readme, text)[0] + BEGIN.length();
        String name = text.substring(begin, text.indexOf(BEGIN_END, begin)).strip();
        Path folder = readme.toAbsolutePath().normalize().resolveSibling(name);
        return same(new ReadmeBlock(name, folder).files(readme));
    }

    private static boolean same(Map<Path, String> fresh) throws IOException {
        for (Map.Entry<Path, String> file : fresh.entrySet()) {
            if (!Files.exists(file.getKey()) || !Files.readString(file.getKey()).equals(file.getValue())) {
                return false;
            }
        }
        return true;
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

    /** What the README and its pictures should hold. */
    private Map<Path, String> files(Path readme) throws IOException {
        String text = Files.readString(readme);
        int[] marks = marks(readme, text);
        Picture picture = new SuitePictures(results).peers();
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(
                readme,
                text.substring(0, marks[0]) + BEGIN + name + BEGIN_END + "\n\n" + markdown(picture) + "\n"
                        + text.substring(marks[1]));
        try (PictureFiles drawing = new PictureFiles()) {
            for (int width : new int[] {PictureFiles.WIDE, PictureFiles.NARROW}) {
                for (boolean dark : new boolean[] {false, true}) {
                    files.put(
                            readme.resolveSibling(PICTURES + file(picture, width, dark)),
                            drawing.svg(picture, width, dark));
                }
            }
        }
        return files;
    }

    private static String file(Picture picture, int width, boolean dark) {
        return picture.id() + (width == PictureFiles.NARROW ? "-narrow" : "") + (dark ? "-dark" : "-light") + ".svg";
    }

    private String markdown(Picture picture) {
        StringBuilder text = new StringBuilder();
        Sentences sentences = new Sentences(results);
        sentences.alarms().forEach(alarm -> paragraph(text, "**" + alarm + "**"));
        text.append(String.format(
                Locale.ROOT,
                """
                <picture>
                  <source media="(max-width: 600px) and (prefers-color-scheme: dark)"
                          srcset="%1$s%2$s">
                  <source media="(max-width: 600px)" srcset="%1$s%3$s">
                  <source media="(prefers-color-scheme: dark)" srcset="%1$s%4$s">
                  <img src="%1$s%5$s"
                       alt="%6$s">
                </picture>

                """,
                PICTURES,
                file(picture, PictureFiles.NARROW, true),
                file(picture, PictureFiles.NARROW, false),
                file(picture, PictureFiles.WIDE, true),
                file(picture, PictureFiles.WIDE, false),
                picture.label()));
        paragraph(
                text,
                "Diamonds are geometric means over "
                        + results.judged(Quantity.TIME).size()
                        + " workloads in time and "
                        + results.judged(Quantity.MEMORY).size()
                        + " in memory (those with at least 4 MiB live); small dots are workloads, the best and the worst one"
                        + " by name. Everywhere it is ccache ÷ peer: below 1, ccache is ahead; losses are bold. "
                        + Arm.CONTROL
                        + " is a second process of it: that far apart are equal ones.");
        text.append(table()).append('\n');
        paragraph(
                text,
                sentences.when() + "; [every peer on every workload](" + name + "/report.md). ccache, unsafe"
                        + " (`sun.misc.Unsafe`) and the C allocators hand out addresses, Netty `ByteBuf` objects, an arena"
                        + " segments. The C allocators are called through FFM, as ccache is: malloc is glibc's, tcmalloc the"
                        + " `libtcmalloc_minimal` of gperftools, not google/tcmalloc.");
        loops(text);
        losses(text);
        return text.toString();
    }

    private static void paragraph(StringBuilder text, String words) {
        text.append(Prose.wrapped(words)).append("\n\n");
    }

    private Table table() {
        Table table = new Table("ccache ÷", header(Quantity.TIME), header(Quantity.MEMORY));
        SuiteTables tables = new SuiteTables(results);
        table.row(Arm.CONTROL, together(tables.control(Quantity.TIME)), together(tables.control(Quantity.MEMORY)));
        // A peer that was skipped keeps its row.
        for (PeerFacts peer : results.peers(SuitePictures.CHOSEN)) {
            table.row(peer.name(), mean(Quantity.TIME, peer), mean(Quantity.MEMORY, peer));
        }
        return table;
    }

    private String header(Quantity quantity) {
        boolean intervals = results.peers(SuitePictures.CHOSEN).stream()
                .flatMap(peer -> results.geomean(quantity, peer.name()).stream())
                .anyMatch(Geomean::hasInterval);
        return quantity.word() + (intervals ? together(" [95 %]") : "");
    }

    /** Bold as far as the mean: bold intervals make the table wider than a narrow page. */
    private String mean(Quantity quantity, PeerFacts peer) {
        return together(SuiteTables.mean(results.geomean(quantity, peer.name()))
                .replaceFirst("^\\*\\*(\\S+) (.*)\\*\\*$", "**$1** $2"));
    }

    /** May be broken behind its first word alone: a narrow page would break it within an interval. */
    private static String together(String cell) {
        int first = cell.indexOf(' ') + 1;
        return cell.substring(0, first) + cell.substring(first).replace(' ', '\u00a0');
    }

    /** The loops to go by, where the folder has them, each a column: as rows they would be too wide. */
    private void loops(StringBuilder text) {
        List<WorkloadResults> touched = results.loops().stream()
                .filter(loop -> loop.facts().group() == WorkloadGroup.TOUCHED_LOOP)
                .filter(loop -> loop.ours().measured())
                .toList();
        if (touched.isEmpty()) {
            return;
        }
        List<String> others = Stream.concat(Stream.of(Arm.CONTROL), SuitePictures.CHOSEN.stream())
                .filter(peer -> touched.stream()
                        .anyMatch(loop -> loop.ratio(Quantity.TIME, peer).isPresent()))
                .toList();
        Table table = new Table(row("ccache ÷", touched, WorkloadResults::name));
        others.forEach(peer -> table.row(row(peer, touched, loop -> ratio(loop, peer))));
        table.row(row("ccache itself, ns", touched, loop -> Figures.number(loop.median(Quantity.TIME, Arm.OURS), 1)));
        paragraph(
                text,
                "Calls alone, on blocks whose ends are written, and read before the free ([the same untouched, and all"
                        + " peers](" + name
                        + "/report.md#loops-calls-alone)). They are in none of the"
                        + " means above, and say no more than the first row allows:");
        text.append(table).append('\n');
    }

    private static String[] row(String first, List<WorkloadResults> loops, Function<WorkloadResults, String> cell) {
        return Stream.concat(Stream.of(first), loops.stream().map(cell)).toArray(String[]::new);
    }

    private static String ratio(WorkloadResults loop, String peer) {
        return loop.ratio(Quantity.TIME, peer)
                .map(ratio -> {
                    String text = Figures.number(ratio.value(), 2);
                    return peer.equals(Arm.CONTROL) ? text : SuiteTables.loss(ratio.value(), text);
                })
                .orElse(Figures.NONE);
    }

    /** How far the product is behind, and in what. */
    private record Loss(double ratio, String text) {}

    /** The furthest few of all kinds, and where the rest is. */
    private void losses(StringBuilder text) {
        List<Loss> losses = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            List<WorkloadResults> behind = results.above(quantity, PeerGroup.OUTSIDE, 1);
            counts.add(behind.size() + " of " + results.judged(quantity).size() + " in " + quantity.word());
            for (WorkloadResults workload : behind) {
                PeerRatio best = workload.best(quantity, results.peers(PeerGroup.OUTSIDE))
                        .orElseThrow();
                losses.add(new Loss(
                        best.value(),
                        String.format(
                                Locale.ROOT,
                                "`%s`: %.2f × the %s of %s",
                                workload.name(),
                                best.value(),
                                quantity.word(),
                                best.peer())));
            }
        }
        results.workloads().forEach(workload -> tail(workload).ifPresent(losses::add));
        paragraph(
                text,
                "Beside whichever peer is best on each workload, ccache is behind on " + String.join(" and ", counts)
                        + " ([all of them](" + name + "/report.md#time-each-workload-beside-the-best-peer-on-it))"
                        + (losses.isEmpty() ? "." : ", most of all:"));
        losses.stream()
                .sorted(Comparator.comparingDouble(Loss::ratio).reversed())
                .limit(LOSSES)
                .forEach(loss -> text.append("- ").append(loss.text()).append('\n'));
    }

    /** Where latencies are all that is looked at: the product's late requests beside malloc's. */
    private Optional<Loss> tail(WorkloadResults workload) {
        Map<String, Histogram> latencies =
                new WorkloadTables(results, workload).latencies().getOrDefault("batch", Map.of());
        Histogram ours = latencies.get(Arm.OURS);
        Histogram theirs = latencies.get("malloc");
        if (ours == null || theirs == null) {
            return Optional.empty();
        }
        long late = ours.getValueAtPercentile(TAIL);
        double ratio = (double) late / theirs.getValueAtPercentile(TAIL);
        return ratio <= 1
                ? Optional.empty()
                : Optional.of(new Loss(
                        ratio,
                        String.format(
                                Locale.ROOT,
                                "`%s`: %.2f × the 99.9th percentile of latency of malloc (%s)",
                                workload.name(),
                                ratio,
                                Figures.time(late))));
    }
}
