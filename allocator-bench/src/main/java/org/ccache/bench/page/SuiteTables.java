package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.peer.PeerInfo.Family;

/** The tables over all workloads, for page and Markdown alike. A cell in asterisks is a loss or a defect. */
final class SuiteTables {
    private static final List<PeerGroup> BESTS =
            List.of(PeerGroup.NATIVE, PeerGroup.JAVA, PeerGroup.OWN, PeerGroup.OUTSIDE);

    private final SuiteResults results;

    SuiteTables(SuiteResults results) {
        this.results = results;
    }

    /** Every peer, the bounds too. */
    Table geomeans() {
        Table table = new Table("peer", "family", header(Quantity.TIME), header(Quantity.MEMORY));
        table.row(Arm.CONTROL, "control", control(Quantity.TIME), control(Quantity.MEMORY));
        for (PeerFacts peer : results.peers()) {
            table.row(
                    peer.name(),
                    peer.familyWord(),
                    mean(peer, results.geomean(Quantity.TIME, peer.name())),
                    mean(peer, results.geomean(Quantity.MEMORY, peer.name())));
        }
        return table;
    }

    private String header(Quantity quantity) {
        return quantity.word() + " over " + results.judged(quantity).size() + " workloads, ccache ÷ peer";
    }

    /** How far the product is from itself: a mean that is no further from 1 says nothing. */
    String control(Quantity quantity) {
        return mean(results.geomean(quantity, Arm.CONTROL)).replace("*", "");
    }

    /** To be behind a bound is no loss. */
    private static String mean(PeerFacts peer, Optional<Geomean> mean) {
        return peer.family() == Family.BOUND ? mean(mean).replace("*", "") : mean(mean);
    }

    /** With how many workloads it is over, where it lacks some. */
    static String mean(Optional<Geomean> mean) {
        return mean.map(found ->
                        loss(found.value(), found.text()) + (found.missing().isEmpty() ? "" : " " + found.coverage()))
                .orElse(Figures.NONE);
    }

    /** The product against the best of each kind. */
    Table bests() {
        Table table = new Table("best of", "time, ccache ÷ it", "memory, ccache ÷ it");
        for (PeerGroup group : BESTS) {
            table.row(
                    group.words(),
                    best(results.bestSingle(Quantity.TIME, group)),
                    best(results.bestSingle(Quantity.MEMORY, group)));
        }
        return table.row(
                "native and Java, workload by workload",
                mean(results.geomeanOfBests(Quantity.TIME, PeerGroup.OUTSIDE)),
                mean(results.geomeanOfBests(Quantity.MEMORY, PeerGroup.OUTSIDE)));
    }

    private static String best(Optional<Geomean> mean) {
        return mean.map(found -> found.whom() + " ").orElse("") + mean(mean);
    }

    /** Bold where the product is behind, whatever the verdict says. */
    static String loss(double ratio, String text) {
        return ratio > 1 ? bold(text) : text;
    }

    /** Which workloads a mean lacks, peer by peer: those with the same gap in time and memory once. */
    Table missing() {
        Table table = new Table("peer", "geomean of", "lacks");
        for (PeerFacts peer : results.peers()) {
            for (Quantity quantity : Quantity.values()) {
                results.geomean(quantity, peer.name())
                        .filter(mean -> !mean.missing().isEmpty())
                        .ifPresent(mean -> table.row(peer.name(), quantity.word(), String.join(", ", mean.missing())));
            }
        }
        return table;
    }

    /** Each workload against the best peer on it; with verdicts if there are rounds for any. */
    Table workloads(Quantity quantity) {
        String unit = quantity == Quantity.TIME ? "ns/op" : "growth";
        boolean verdicts = results.rounds() >= Difference.LEAST_ROUNDS;
        List<String> header =
                new ArrayList<>(List.of("workload", Arm.OURS + ", " + unit, "best peer", "its " + unit, "ccache ÷ it"));
        if (verdicts) {
            header.addAll(List.of("A/A", "verdict"));
        }
        Table table = new Table(header.toArray(new String[0]));
        for (WorkloadResults workload : results.field()) {
            // Where it is not judged, it stands among the details alone; where ours has no figures, that must be seen.
            if (workload.ours().measured() && !workload.judged(quantity)) {
                continue;
            }
            List<String> row = new ArrayList<>();
            row.add(workload.name()
                    + (quantity == Quantity.TIME && workload.facts().processorTime() ? " (cpu)" : ""));
            List<String> cells = cells(workload, quantity);
            row.addAll(verdicts ? cells : cells.subList(0, header.size() - 1));
            table.row(row.toArray(new String[0]));
        }
        return table;
    }

    /**
     * Times of the product on loops, and its ratio to each peer that ran any: the touched form of a loop beside the
     * other one.
     */
    Table loops() {
        List<String> header = new ArrayList<>(List.of("loop"));
        results.loops().forEach(loop -> header.add(loop.name()));
        Table table = new Table(header.toArray(new String[0]));
        loops(table, Arm.OURS + ", ns/op", loop -> Figures.nanos(loop.median(Quantity.TIME, Arm.OURS)));
        loops(table, "÷ " + Arm.CONTROL, loop -> loopRatio(loop, Arm.CONTROL, false));
        for (PeerFacts peer : results.peers()) {
            loops(table, "÷ " + peer.name(), loop -> loopRatio(loop, peer.name(), peer.family() != Family.BOUND));
        }
        return table;
    }

    /** A row, unless it would be empty. */
    private void loops(Table table, String name, Function<WorkloadResults, String> cell) {
        List<String> row = new ArrayList<>(List.of(name));
        results.loops().forEach(loop -> row.add(cell.apply(loop)));
        if (row.stream().skip(1).anyMatch(text -> !text.equals(Figures.NONE))) {
            table.row(row.toArray(new String[0]));
        }
    }

    private static String loopRatio(WorkloadResults loop, String peer, boolean judged) {
        return loop.ratio(Quantity.TIME, peer)
                .map(ratio -> ratio(ratio, judged))
                .orElse(Figures.NONE);
    }

    private List<String> cells(WorkloadResults workload, Quantity quantity) {
        String own = figure(quantity, workload.median(quantity, Arm.OURS));
        String resolution = Figures.resolution(workload.resolution(quantity));
        Optional<PeerRatio> best = workload.best(quantity, results.peers(PeerGroup.OUTSIDE));
        if (best.isEmpty()) {
            String why = workload.ours().absence();
            String none = why.isEmpty() ? Figures.NONE : bold(why);
            return List.of(own, Figures.NONE, Figures.NONE, none, resolution, none);
        }
        PeerRatio ratio = best.get();
        return List.of(
                own,
                ratio.peer(),
                figure(quantity, workload.median(quantity, ratio.peer())),
                loss(ratio.value(), ratio.text()),
                resolution,
                verdict(ratio, quantity));
    }

    static String figure(Quantity quantity, double value) {
        return quantity == Quantity.TIME ? Figures.nanos(value) : Figures.bytes(value);
    }

    static String ratio(PeerRatio ratio, boolean judged) {
        return judged ? loss(ratio.value(), ratio.text()) : ratio.text();
    }

    static String verdict(PeerRatio ratio, Quantity quantity) {
        String word = ratio.difference().word(quantity);
        return ratio.difference() == Difference.WORSE ? bold(word) : word;
    }

    static String bold(String text) {
        return "**" + text + "**";
    }

    /** Skips, failures and gaps, named. */
    Table gaps() {
        Table table = new Table("peer", "what", "reason", "workloads");
        int all = results.workloads().size();
        for (Gaps.Gap gap : new Gaps(results).all()) {
            String where = gap.workloads().size() == all ? "all " + all : String.join(", ", gap.workloads());
            table.row(
                    gap.peer(),
                    gap.kind().equals("failure") ? bold(gap.kind()) : gap.kind(),
                    cell(gap.reason()),
                    where);
        }
        return table;
    }

    /** A text from outside in a cell of one line. */
    static String cell(String text) {
        return text.replace('|', '/').replace('\n', ' ').replace("\r", "");
    }

    /** Whom the product stood beside. */
    Table peers() {
        Table table = new Table("peer", "family", "version as measured", "licence", "called through");
        for (PeerFacts peer : results.peers()) {
            table.row(peer.name(), peer.familyWord(), version(peer.name()), peer.licence(), cell(peer.how()));
        }
        return table;
    }

    private String version(String peer) {
        return results.workloads().stream()
                .flatMap(workload -> workload.of(peer).outcomes().stream())
                .map(outcome -> outcome.version() == null ? "" : outcome.version())
                .filter(version -> !version.isEmpty())
                .distinct()
                .map(SuiteTables::cell)
                .reduce((one, other) -> one + " and " + other)
                .orElse(Figures.NONE);
    }
}
