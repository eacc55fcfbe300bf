package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.SuitePlan;
import org.ccache.bench.suite.SuiteSets;
import org.junit.jupiter.api.Test;

/**
 * Figures that documents take from results are those of the results. The table of the README has a test of its own; a
 * figure that no folder has says in its document when it was measured.
 */
class DocumentFiguresTest {
    private static final String README = "README.md";
    private static final String MEMORY = "docs/memory/figures.md";
    private static final String BEHIND = "docs/suite/behind.md";
    private static final String CLAIMS = "docs/claims.md";

    private static final Path MEMORY_RESULTS = SuiteFolder.folder("2026-11-25-memory");
    private static final String FIRST = "2026-11-28-intel-xeon";
    private static final String SECOND = "2026-11-30-amd-epyc";

    private static final double KIB = 1 << 10;
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    /** Whatever the line ends: the sentence is there, with these figures in the places of its %s. */
    private static void says(String document, String sentence, Object... figures) throws IOException {
        String text = Files.readString(Documents.ROOT.resolve(document)).replaceAll("\\s+", " ");
        String[] parts = sentence.split("%s", -1);
        StringBuilder whole = new StringBuilder(parts[0]);
        for (int i = 0; i < figures.length; i++) {
            whole.append(figures[i]).append(parts[i + 1]);
        }
        assertThat(parts).hasSize(figures.length + 1);
        assertThat(text).as(document).contains(whole);
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static Map<?, ?> run(String workload, String variant, String peer) throws IOException {
        try (Stream<String> lines = Files.lines(MEMORY_RESULTS.resolve("results.jsonl"))) {
            return lines.<Map<?, ?>>map(line -> Json.parse(line, Map.class))
                    .filter(run -> workload.equals(run.get("workload")))
                    .filter(run -> variant.equals(run.get("variant")))
                    .filter(run -> peer.equals(run.get("peer")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static double value(Map<?, ?> map, String name) {
        return ((Number) map.get(name)).doubleValue();
    }

    /** Of the last look in a phase. */
    private static double last(Map<?, ?> run, String phase, String name) {
        return ((List<?>) run.get("samples"))
                .stream()
                        .map(sample -> (Map<?, ?>) sample)
                        .filter(sample -> phase.equals(sample.get("phase")))
                        .mapToDouble(sample -> value(sample, name))
                        .reduce((first, second) -> second)
                        .orElseThrow();
    }

    private static double parked(String variant, String peer) throws IOException {
        return last(run("threads", variant, peer), "parked", "cached");
    }

    @Test
    void parkedThreads() throws IOException {
        String[] kept = {
            number(0, parked("platform-10000", Arm.OURS) / KIB) + " KiB",
            number(1, parked("platform-10000", "tcache") / MIB) + " MiB",
            number(0, parked("virtual-100000", Arm.OURS) / KIB) + " KiB",
            number(2, parked("virtual-100000", "tcache") / GIB) + " GiB"
        };
        says(
                README,
                "10,000 parked threads leave %s cached, with a cache for each thread %s; 100,000 parked virtual threads"
                        + " %s and %s.",
                (Object[]) kept);
        says(
                MEMORY,
                "10,000 platform threads leave %s in ccaches, and %s in a tcache for each; 100,000 virtual ones %s and %s.",
                (Object[]) kept);
        DoubleSummaryStatistics any = new DoubleSummaryStatistics();
        for (String variant : List.of(
                "platform-1", "platform-10", "platform-100", "platform-1000", "platform-10000", "virtual-100000")) {
            any.accept(parked(variant, Arm.OURS) / MIB);
        }
        says(MEMORY, "| %s to %s MiB, whatever the number |", number(2, any.getMin()), number(1, any.getMax()));
    }

    @Test
    void restAfterAPeak() throws IOException {
        Map<?, ?> ours = run("rest", "", Arm.OURS);
        double peak = value(ours, "peakRequested");
        String own = number(2, 100 * last(ours, "rest", "own") / peak);
        says(README, "Ten seconds after a peak of 512 MiB was freed, %s % of it is resident", own);
        says(MEMORY, "own mappings at most 2 % of it | %s % | kept |", own);
        says(MEMORY, "after `trim()` at most 0.5 % | %s % |", number(2, 100 * last(ours, "trimmed", "own") / peak));
        Map<String, String> resident = new LinkedHashMap<>();
        for (String peer : List.of(Arm.OURS, "netty-pooled", "jemalloc", "netty-adaptive", "malloc", "mimalloc")) {
            double bytes = last(run("rest", "", peer), "rest", "resident");
            resident.put(peer, number(0, bytes / MIB));
            resident.put(peer + " %", number(bytes / peak < 0.1 ? 1 : 0, 100 * bytes / peak));
        }
        says(
                MEMORY,
                "ccache %s MiB, Netty pooled %s (%s % of the peak), jemalloc %s (%s %), Netty adaptive %s, malloc %s"
                        + " (%s %), mimalloc %s MiB.",
                resident.get(Arm.OURS),
                resident.get("netty-pooled"),
                resident.get("netty-pooled %"),
                resident.get("jemalloc"),
                resident.get("jemalloc %"),
                resident.get("netty-adaptive"),
                resident.get("malloc"),
                resident.get("malloc %"),
                resident.get("mimalloc"));
    }

    /** Cells of a row of the report, by its heading and first cell. */
    private static List<String> reported(String heading, String row) throws IOException {
        String report = Files.readString(MEMORY_RESULTS.resolve("report.md"));
        String below = report.substring(report.indexOf("\n" + heading));
        return below.lines()
                .filter(line -> line.startsWith("| " + row + " "))
                .findFirst()
                .map(line -> Arrays.stream(line.split("\\|"))
                        .map(String::strip)
                        .skip(2)
                        .toList())
                .orElseThrow();
    }

    private static double least(int column) throws IOException {
        double least = Double.MAX_VALUE;
        for (String peer : List.of("malloc", "jemalloc", "mimalloc", "netty-adaptive", "netty-pooled")) {
            least = Math.min(
                    least, Double.parseDouble(reported("## Fragmentation", peer).get(column)));
        }
        return least;
    }

    @Test
    void longRuns() throws IOException {
        Object[] ours = new Object[5];
        Object[] best = new Object[5];
        for (int column = 0; column < ours.length; column++) {
            ours[column] = number(
                    1, Double.parseDouble(reported("## Fragmentation", Arm.OURS).get(column)));
            best[column] = number(1, least(column));
        }
        says(MEMORY, "| slots %s, rptest %s, cc1 %s, redis trace %s, sqlite3 %s; best peer", ours);
        says(MEMORY, "best peer for each %s, %s, %s, %s, %s | **MISSED** |", best);
        says(
                MEMORY,
                "(malloc's own is %s on sqlite3)",
                number(
                        1,
                        Double.parseDouble(
                                reported("## Fragmentation", "malloc").get(4))));
        String highest = "Highest residence";
        says(
                MEMORY,
                "the peak is %s × requested, mimalloc's %s.",
                number(1, Double.parseDouble(reported(highest, Arm.OURS).getFirst())),
                number(1, Double.parseDouble(reported(highest, "mimalloc").getFirst())));
        says(
                MEMORY,
                "needs %s s where this takes %s.",
                number(0, value(run("rptest", "", "mimalloc"), "seconds")),
                number(0, value(run("rptest", "", Arm.OURS), "seconds")));
        says(MEMORY, "(sqlite3, cc1: %s and %s MiB live)", live(1, "sqlite3"), live(0, "cc1"));
        says(
                MEMORY,
                "in the documented time (1.25 s) | %s s |",
                number(2, Double.parseDouble(reported("## Cpuset", Arm.OURS).get(2))));
    }

    private static String live(int digits, String trace) throws IOException {
        Map<?, ?> run = run("trace", "allocator-bench/traces/" + trace + ".trace.gz", Arm.OURS);
        return number(digits, value((Map<?, ?>) run.get("figures"), "peakRequested") / MIB);
    }

    /** The first number of what an experiment saw, of each check whose expectation matches. */
    private static DoubleSummaryStatistics seen(String experiment, String expectation) throws IOException {
        Path file = Documents.DOCS.resolve("experiments").resolve(experiment + ".json");
        Map<?, ?> first;
        try (Stream<String> lines = Files.lines(file)) {
            first = Json.parse(lines.findFirst().orElseThrow(), Map.class);
        }
        DoubleSummaryStatistics all = new DoubleSummaryStatistics();
        for (Object check : (List<?>) first.get("checks")) {
            Map<?, ?> fields = (Map<?, ?>) check;
            Matcher figure = Pattern.compile("\\d+(\\.\\d+)?").matcher((String) fields.get("seen"));
            if (((String) fields.get("expected")).matches(expectation) && figure.find()) {
                all.accept(Double.parseDouble(figure.group()));
            }
        }
        assertThat(all.getCount()).as("%s of %s", expectation, experiment).isPositive();
        return all;
    }

    @Test
    void experiments() throws IOException {
        DoubleSummaryStatistics offer = seen("per-cpu-data", "ring offer.* ÷ Agrona.*");
        String least = number(2, offer.getMin());
        String most = number(2, offer.getMax());
        String addition =
                number(2, seen("per-cpu-data", "counter add.* ÷ LongAdder.*").getMax());
        says(
                README,
                "takes %s to %s times as long as one to Agrona's shared ring, an addition to a counter %s times as long as"
                        + " `LongAdder`'s",
                least,
                most,
                addition);
        says(
                CLAIMS,
                "an offer takes %s to %s times that of one shared ring, an addition %s times LongAdder's",
                least,
                most,
                addition);
        says(
                CLAIMS,
                "%s times the system call",
                number(2, seen("cpu-number", "area ÷ system call.*").getMax()));
        DoubleSummaryStatistics pair = seen("cas-vs-rseq", ".*rseq ÷ CAS at most.*");
        says(
                CLAIMS,
                "a pair by sequences takes %s to %s times one by CAS",
                number(2, pair.getMin()),
                number(2, pair.getMax()));
        says(
                CLAIMS,
                "with rivals on the CPU none of %s ms ever ends",
                number(
                        0,
                        seen("section-length", ".*rivals? on each CPU: from some length on.*")
                                .getMax()));
        says(
                CLAIMS,
                "%s and 32 caches on 32 CPUs",
                number(0, seen("cid-vs-cpu", ".*natively, emulated.* 32 cpu_id").getMax()));
    }

    private static String cell(Ratio ratio) {
        String text = ratio.toString();
        int blank = text.indexOf(' ');
        return ratio.value() > 1 ? "**" + text.substring(0, blank) + "**" + text.substring(blank) : text;
    }

    /** Of a run that has one round of some workloads. */
    private static String withoutInterval(Ratio ratio) {
        String text = number(3, ratio.value());
        return ratio.value() > 1 ? "**" + text + "**" : text;
    }

    @Test
    void theSuitesTwoRuns() throws IOException {
        SuiteFolder first = new SuiteFolder(FIRST);
        SuiteFolder second = new SuiteFolder(SECOND);
        says(
                BEHIND,
                "Two equal processes are %s apart in the mean of the first run, and %s in that of the second.",
                number(3, first.geomean(true, Arm.CONTROL).value()),
                number(3, second.geomean(true, Arm.CONTROL).value()));
        for (String peer : List.of("tcmalloc", "mimalloc", "rpmalloc", "jemalloc", "malloc")) {
            says(
                    BEHIND,
                    "| " + peer + " | %s | %s | %s | %s |",
                    cell(first.geomean(true, peer)),
                    withoutInterval(second.geomean(true, peer)),
                    cell(first.geomean(false, peer)),
                    withoutInterval(second.geomean(false, peer)));
        }
        says(
                BEHIND,
                "| best peer of each workload | %s | %s | %s | %s |",
                cell(first.geomeanOfBests(true)),
                withoutInterval(second.geomeanOfBests(true)),
                cell(first.geomeanOfBests(false)),
                withoutInterval(second.geomeanOfBests(false)));
    }

    private static String best(SuiteFolder folder, int digits, boolean time, String workload) {
        return number(digits, folder.ratio(time, workload, folder.best(time, workload)));
    }

    private static double besideTcmalloc(SuiteFolder folder, String program) {
        return folder.ratio(true, "replay-" + program, "tcmalloc");
    }

    private static String mebibytes(SuiteFolder folder, String workload, String peer) {
        return number(0, folder.growth(workload, peer) / MIB);
    }

    @Test
    void whatIsKept() throws IOException {
        SuiteFolder folder = new SuiteFolder(SECOND);
        says(
                BEHIND,
                "jemalloc grows by %s MiB, mimalloc by %s, tcmalloc by %s.",
                mebibytes(folder, "xmalloc", "jemalloc"),
                mebibytes(folder, "xmalloc", "mimalloc"),
                mebibytes(folder, "xmalloc", "tcmalloc"));
        says(BEHIND, "The rest of ccache's %s MiB is the compiler's", mebibytes(folder, "xmalloc", Arm.OURS));
        says(
                BEHIND,
                "beside mimalloc, which grows by %s MiB on the latter where ccache grows by %s.",
                mebibytes(folder, "replay-java", "mimalloc"),
                mebibytes(folder, "replay-java", Arm.OURS));
    }

    /** Of the one process that there is, in percent of operations. */
    private static double misses(SuiteFolder folder, String peer) {
        Outcome process = folder.processes(peer::equals).stream()
                .filter(outcome -> outcome.workload().equals("replay-git"))
                .reduce((one, another) -> {
                    throw new AssertionError("two processes of " + peer);
                })
                .orElseThrow();
        return 100.0 * (process.stats().refills() + process.stats().flushes()) / process.operations();
    }

    @Test
    void misses() throws IOException {
        SuiteFolder folder = new SuiteFolder(SECOND);
        says(
                BEHIND,
                "`replay-git`, one thread, missed in %s and %s % of operations, a tcache in %s %.",
                number(1, misses(folder, Arm.OURS)),
                number(1, misses(folder, Arm.CONTROL)),
                number(2, misses(folder, "tcache")));
    }

    @Test
    void whatIsBehind() throws IOException {
        SuiteFolder folder = new SuiteFolder(SECOND);
        says(
                BEHIND,
                "**`sh6-like` %s, `sh8-like` %s × rpmalloc**, and %s × mimalloc on `sh6-like`.",
                number(1, folder.ratio(true, "sh6-like", "rpmalloc")),
                number(1, folder.ratio(true, "sh8-like", "rpmalloc")),
                number(1, folder.ratio(true, "sh6-like", "mimalloc")));
        says(
                BEHIND,
                "**`xmalloc` %s, memory %s.**",
                best(folder, 2, true, "xmalloc"),
                best(folder, 1, false, "xmalloc"));
        says(BEHIND, "is %s × ahead of tcmalloc", number(0, 1 / folder.ratio(true, "xmalloc", "tcmalloc")));
        says(
                BEHIND,
                "**Hits: `glibc-simple` %s, `glibc-thread` %s, `larson-sized` %s, `larson-virtual` %s, `netty-websocket` %s**",
                best(folder, 1, true, "glibc-simple"),
                best(folder, 1, true, "glibc-thread"),
                best(folder, 1, true, "larson-sized"),
                best(folder, 1, true, "larson-virtual"),
                best(folder, 1, true, "netty-websocket"));
        Comparator<String> byRatio = Comparator.comparingDouble(program -> besideTcmalloc(folder, program));
        String least = folder.recorded().stream().min(byRatio).orElseThrow();
        String most = folder.recorded().stream().max(byRatio).orElseThrow();
        double logs = folder.recorded().stream()
                .mapToDouble(program -> Math.log(besideTcmalloc(folder, program)))
                .average()
                .orElseThrow();
        says(
                BEHIND,
                "recorded programs beside tcmalloc, %s (%s) to %s (%s), %s in the mean.",
                number(2, besideTcmalloc(folder, least)),
                least,
                number(2, besideTcmalloc(folder, most)),
                most,
                number(2, Math.exp(logs)));
        says(
                BEHIND,
                "**`replay-xsltproc` %s, `replay-java` %s** beside mimalloc",
                best(folder, 1, true, "replay-xsltproc"),
                best(folder, 1, true, "replay-java"));
        says(BEHIND, "**`redis` %s, memory %s.**", best(folder, 2, true, "redis"), best(folder, 1, false, "redis"));
        says(
                BEHIND,
                "**`mleak-virtual` %s, `alloc-test-1` %s, `echo` %s, `echo-max` %s.**",
                best(folder, 1, true, "mleak-virtual"),
                best(folder, 1, true, "alloc-test-1"),
                best(folder, 1, true, "echo"),
                best(folder, 1, true, "echo-max"));
    }

    private static String[] late(List<Outcome> processes) {
        long late = processes.stream()
                .filter(outcome -> outcome.warmUpMillis() >= 2400)
                .count();
        return new String[] {Figures.count(late), Figures.count(processes.size())};
    }

    @Test
    void warmUps() throws IOException {
        SuiteFolder folder = new SuiteFolder(SECOND);
        String[] all = late(folder.processes(peer -> true));
        String[] ours = late(folder.processes(List.of(Arm.OURS, Arm.CONTROL)::contains));
        String[] netty = late(folder.processes(List.of("netty-adaptive", "netty-pooled")::contains));
        says(
                "docs/suite.md",
                "%s of %s processes met the 2.4 s, %s of %s of ccache, %s of %s of Netty",
                all[0],
                all[1],
                ours[0],
                ours[1],
                netty[0],
                netty[1]);
    }

    @Test
    void theHour() throws IOException {
        SuitePlan full = SuiteSets.full();
        long processes =
                full.steps().stream().filter(step -> step.refusal().isEmpty()).count();
        says(
                "docs/suite.md",
                "its %s processes take %s minutes",
                Figures.count(processes),
                String.valueOf(full.expected().toMinutes()));
    }
}
