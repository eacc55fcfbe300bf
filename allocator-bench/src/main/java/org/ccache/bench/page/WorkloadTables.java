package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Latency;
import org.ccache.bench.measure.Table;
import org.ccache.bench.peer.PeerInfo.Family;
import org.ccache.bench.suite.Outcome;

/** The tables of one workload: every peer that left a line. */
final class WorkloadTables {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final SuiteResults results;
    private final WorkloadResults workload;

    WorkloadTables(SuiteResults results, WorkloadResults workload) {
        this.results = results;
        this.workload = workload;
    }

    /** The product, its control, then the others in the order of reports. */
    List<String> peers() {
        List<String> peers = new ArrayList<>();
        peers.add(Arm.OURS);
        if (workload.all().containsKey(Arm.CONTROL)) {
            peers.add(Arm.CONTROL);
        }
        results.peers().stream()
                .map(PeerFacts::name)
                .filter(workload.all()::containsKey)
                .forEach(peers::add);
        return peers;
    }

    /** What is compared. */
    Table comparison() {
        Table table = new Table(
                "peer",
                "ns/op",
                "cpu ns/op",
                "ccache ÷ peer",
                "time",
                "peak",
                "growth",
                "ccache ÷ peer ",
                "memory",
                "rounds",
                "note");
        for (String peer : peers()) {
            Series series = workload.of(peer);
            String[] time = ratio(Quantity.TIME, peer);
            String[] memory = ratio(Quantity.MEMORY, peer);
            table.row(
                    peer,
                    Figures.nanos(series.median(Outcome::nanosPerOperation)),
                    Figures.nanos(series.median(Outcome::cpuNanosPerOperation)),
                    time[0],
                    time[1],
                    Figures.bytes(series.median(Outcome::peakBytes)),
                    Figures.bytes(workload.median(Quantity.MEMORY, peer)),
                    memory[0],
                    memory[1],
                    Figures.count(series.rounds().size()),
                    note(series));
        }
        return table;
    }

    private String[] ratio(Quantity quantity, String peer) {
        if (peer.equals(Arm.OURS)) {
            return new String[] {"", ""};
        }
        Optional<PeerRatio> ratio = workload.ratio(quantity, peer);
        if (ratio.isEmpty()) {
            return new String[] {Figures.NONE, Figures.NONE};
        }
        boolean judged = quantity == Quantity.TIME || workload.memoryJudged();
        if (peer.equals(Arm.CONTROL)) {
            return new String[] {ratio.get().text(), "control"};
        }
        if (bound(peer)) {
            return new String[] {ratio.get().text(), "bound"};
        }
        return new String[] {
            SuiteTables.ratio(ratio.get(), judged), judged ? SuiteTables.verdict(ratio.get(), quantity) : "not judged"
        };
    }

    private boolean bound(String peer) {
        return results.peers().stream().anyMatch(facts -> facts.name().equals(peer) && facts.family() == Family.BOUND);
    }

    private static String note(Series series) {
        List<String> notes = new ArrayList<>();
        if (!series.measured()) {
            notes.add(SuiteTables.cell(series.absence()));
        } else if (!series.failures().isEmpty()) {
            notes.add(SuiteTables.bold("failed: " + SuiteTables.cell(String.join("; ", series.failures()))));
        }
        if (!series.discards().isEmpty()) {
            notes.add(series.discards().size() + " discarded");
        }
        return String.join("; ", notes);
    }

    /** What else the processes said, as medians over the rounds; counts of verified and wrong blocks are sums. */
    Table details() {
        Table table = new Table(
                "peer",
                "lanes",
                "operations",
                "aborts",
                "refills",
                "flushes",
                "verified",
                "wrong",
                "end",
                "at rest",
                "minor faults",
                "stolen",
                "others",
                "mode");
        for (String peer : peers()) {
            Series series = workload.of(peer);
            if (!series.measured()) {
                continue;
            }
            long wrong = series.outcomes().stream().mapToLong(Outcome::wrong).sum();
            table.row(
                    peer,
                    Figures.count(series.median(Outcome::lanes)),
                    Figures.count(series.median(Outcome::operations)),
                    Figures.count(series.median(outcome -> outcome.stats().aborts())),
                    Figures.count(series.median(outcome -> outcome.stats().refills())),
                    Figures.count(series.median(outcome -> outcome.stats().flushes())),
                    Figures.count(series.outcomes().stream()
                            .mapToLong(Outcome::verified)
                            .sum()),
                    wrong > 0 ? SuiteTables.bold(Figures.count(wrong)) : Figures.count(wrong),
                    Figures.bytes(series.median(Outcome::endBytes)),
                    Figures.bytes(series.median(Outcome::restBytes)),
                    Figures.count(series.median(Outcome::minorFaults)),
                    Figures.share(series.median(Outcome::stolen)),
                    Figures.share(series.median(Outcome::others)),
                    mode(series));
        }
        return table;
    }

    private static String mode(Series series) {
        return series.outcomes().stream()
                .map(outcome -> outcome.stats().mode())
                .filter(mode -> mode != null && !mode.isEmpty())
                .distinct()
                .map(SuiteTables::cell)
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }

    /** Latencies by what they are of and peer, all rounds together; empty if the workload has none. */
    Map<String, Map<String, Histogram>> latencies() {
        Map<String, Map<String, Histogram>> merged = new TreeMap<>();
        for (String peer : peers()) {
            for (Outcome outcome : workload.of(peer).outcomes()) {
                outcome.latencies()
                        .forEach((what, text) -> merged.computeIfAbsent(what, key -> new LinkedHashMap<>())
                                .computeIfAbsent(peer, key -> Latency.histogram())
                                .add(Latency.decode(text)));
            }
        }
        return merged;
    }

    /** Percentiles of latencies. */
    static Table percentiles(Map<String, Histogram> byPeer) {
        Table table = new Table("peer", "p50", "p90", "p99", "p99.9", "p99.99", "max", "recorded");
        byPeer.forEach((peer, histogram) -> {
            List<String> cells = new ArrayList<>();
            cells.add(peer);
            for (double percentile : PERCENTILES) {
                cells.add(Figures.time(histogram.getValueAtPercentile(percentile)));
            }
            cells.add(Figures.time(histogram.getMaxValue()));
            cells.add(Figures.count(histogram.getTotalCount()));
            table.row(cells.toArray(new String[0]));
        });
        return table;
    }
}
