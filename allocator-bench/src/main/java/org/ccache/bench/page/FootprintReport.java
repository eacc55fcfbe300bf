package org.ccache.bench.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Table;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.suite.SuiteEnvironment;
import org.ccache.bench.workload.ParkedThreads;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Sample;

/** The measurements of a run as Markdown: the promises first, then every peer's figures, then what could not run. */
public final class FootprintReport {
    /** Front ends of the product: not peers to win against. */
    static final Set<String> FAMILY = Set.of("ccache", "tcache", "striped");

    private final Map<String, String> facts;
    private final FootprintResults results;

    public FootprintReport(Map<String, String> facts, List<Measurement> measurements) {
        this.facts = facts;
        this.results = new FootprintResults(measurements);
    }

    /** Of a folder of results. */
    public static FootprintReport of(ResultFolder folder) throws IOException {
        Map<String, String> facts = folder.environment(new ArrayList<>());
        facts.remove(SuiteEnvironment.PLAN);
        facts.computeIfPresent("flags", (_, flags) -> flags.replaceAll("[\\[\\],]", "")); // once they were a list
        return new FootprintReport(facts, FootprintResults.read(folder).all());
    }

    /** Whether no promise that was measured is broken. */
    public boolean kept() {
        return judgements().stream().noneMatch(Judgement::broken);
    }

    /** Processes of the product that have no figures, with the reason: no promise speaks of them. */
    public List<String> ownFailures() {
        return results.all().stream()
                .filter(m -> FAMILY.contains(m.peer()) && !m.measured())
                .map(m -> m.title() + " on " + m.peer() + ": " + m.failure())
                .toList();
    }

    /** What is promised of memory, and what was measured. */
    public List<Judgement> judgements() {
        return MemoryPromises.of(results);
    }

    /** Everything. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# Footprint\n\n");
        facts.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("\n## Promises\n\n").append(promises());
        section(text, "Rest", "rest", rest());
        section(text, "Parked threads", "threads", threads());
        if (!results.longRuns().isEmpty()) {
            text.append("\n## Fragmentation\n\nResident ÷ requested: mean of the standstills of the second half;"
                            + " for traces, where nothing is live then, of the peaks\n\n")
                    .append(longRuns(false))
                    .append("\nHighest residence ÷ largest requested bytes\n\n")
                    .append(longRuns(true))
                    .append("\n![fragmentation](fragmentation.svg)\n");
        }
        section(text, "Cpuset from two processors to one", "cpuset", cpuset());
        text.append("\n## Runs\n\n").append(runs());
        return text.toString();
    }

    private void section(StringBuilder text, String heading, String workload, Table table) {
        if (results.of(workload).isEmpty()) {
            return;
        }
        text.append("\n## ").append(heading).append("\n\n").append(table);
        if (!workload.equals("cpuset")) {
            text.append("\n![").append(workload).append("](").append(workload).append(".svg)\n");
        }
    }

    private Table promises() {
        Table table = new Table("promise", "limit", "measured", "verdict");
        for (Judgement judged : judgements()) {
            table.row(judged.what(), Figures.number(judged.promise().limit(), 3), judged.figure(), judged.word());
        }
        return table;
    }

    private Table rest() {
        Table table =
                new Table("peer", "peak", "freed", "after idling", "after trim", "share: after idling", "after trim");
        Measurement nothing = results.find("rest", "void");
        for (String peer : results.peers()) {
            Measurement m = results.find("rest", peer);
            if (m == null) {
                continue;
            }
            Sample first = m.samples().stream()
                    .filter(s -> s.phase().equals(Sample.REST))
                    .findFirst()
                    .orElseThrow();
            boolean trims = m.figure("trim") == 1;
            table.row(
                    peer,
                    Figures.bytes(m.last(Sample.FULL).resident()),
                    Figures.bytes(first.resident()),
                    Figures.bytes(m.last(Sample.REST).resident()),
                    trims ? Figures.bytes(m.last(Sample.TRIMMED).resident()) : "no call",
                    Figures.share(MemoryPromises.restShare(m, nothing, Sample.REST), 2),
                    trims ? Figures.share(MemoryPromises.restShare(m, nothing, Sample.TRIMMED), 2) : "");
        }
        return table;
    }

    private Table threads() {
        Table table = new Table("threads", "peer", "cached", "budget", "mapped", "resident", "a burst × threads");
        for (Measurement m : results.of("threads")) {
            if (m.measured()) {
                Sample parked = m.last(Sample.PARKED);
                table.row(
                        m.variant(),
                        m.peer(),
                        Figures.bytes(parked.cached()),
                        Figures.bytes(m.stats().budgetBytes()),
                        Figures.bytes(parked.mapped()),
                        Figures.bytes(parked.resident()),
                        Figures.bytes(Math.round(m.figure("threads") * (double) ParkedThreads.BURST_BYTES)));
            }
        }
        return table;
    }

    private Table longRuns(boolean peaks) {
        List<String> header = new ArrayList<>(List.of("peer"));
        results.longRuns().forEach(title -> header.add(shortened(title)));
        header.add("geomean");
        Table table = new Table(header.toArray(String[]::new));
        for (String peer : results.peers()) {
            if (peer.equals("void")) {
                continue;
            }
            List<String> row = new ArrayList<>(List.of(peer));
            for (String title : results.longRuns()) {
                Measurement m = results.find(title, peer);
                row.add(Figures.number(peaks && m != null ? peak(m) : FootprintResults.fragmentation(m), 3));
            }
            row.add(Figures.number(
                    results.geomean(peer, peaks ? FootprintReport::peak : FootprintResults::fragmentation), 3));
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private static double peak(Measurement m) {
        return m.workload().equals("trace") ? FootprintResults.fragmentation(m) : FootprintResults.peak(m);
    }

    private Table cpuset() {
        Table table = new Table("peer", "cached on two", "cached at the end", "seconds until the idle index is empty");
        for (Measurement m : results.of("cpuset")) {
            if (m.measured()) {
                double seconds = FootprintResults.emptiedAfter(m);
                table.row(
                        m.peer(),
                        Figures.bytes((long) m.figure("cachedBefore")),
                        Figures.bytes(m.last(Sample.ONE_PROCESSOR).cached()),
                        Double.isInfinite(seconds)
                                ? "not in " + m.settings().idleSeconds()
                                : Figures.number(seconds, 3));
            }
        }
        return table;
    }

    private Table runs() {
        Table table = new Table("run", "peer", "operations", "seconds", "minor faults", "huge pages", "result");
        for (Measurement m : results.all()) {
            long huge = m.samples().stream().mapToLong(Sample::hugePages).max().orElse(0);
            table.row(
                    shortened(m.title()),
                    m.peer(),
                    Figures.count(m.operations()),
                    Figures.number(m.seconds(), 3),
                    Figures.count(m.minorFaults()),
                    Figures.bytes(huge),
                    m.measured() ? "measured" : m.failure().replace('|', '/'));
        }
        return table;
    }

    /** A trace by its file's name. */
    static String shortened(String title) {
        return title.replaceFirst("^trace .*/", "").replaceFirst("\\.trace\\.gz$", "");
    }
}
