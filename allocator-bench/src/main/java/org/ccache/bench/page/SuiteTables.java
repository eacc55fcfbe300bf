package org.ccache.bench.page;

import java.util.List;
import java.util.Optional;
import org.ccache.bench.measure.Table;
import org.ccache.bench.peer.PeerInfo.Family;
import org.ccache.bench.suite.Suite;

/** The tables over all workloads, for page and Markdown alike. A cell in asterisks is a loss or a defect. */
final class SuiteTables {
    private static final List<PeerGroup> BESTS = List.of(PeerGroup.NATIVE, PeerGroup.JAVA, PeerGroup.OWN, PeerGroup.OUTSIDE);

    private final SuiteResults results;

    SuiteTables(SuiteResults results) {
        this.results = results;
    }

    Table targets() {
        Table table = new Table("target", "figure", "");
        for (Target target : new Targets(results).all()) {
            table.row(target.what(), target.figure(), target.kept() ? target.word() : bold(target.word()));
        }
        return table;
    }

    /** Every peer, the bounds too. */
    Table geomeans() {
        Table table = new Table(
                "peer",
                "family",
                "time, ccache ÷ peer [95 %]",
                "workloads",
                "memory, ccache ÷ peer [95 %]",
                "workloads");
        for (PeerFacts peer : results.peers()) {
            Optional<Geomean> time = results.geomean(Quantity.TIME, peer.name());
            Optional<Geomean> memory = results.geomean(Quantity.MEMORY, peer.name());
            table.row(
                    peer.name(),
                    family(peer),
                    time.map(mean -> ratio(peer, mean)).orElse(Figures.NONE),
                    time.map(Geomean::coverage).orElse(Figures.NONE),
                    memory.map(mean -> ratio(peer, mean)).orElse(Figures.NONE),
                    memory.map(Geomean::coverage).orElse(Figures.NONE));
        }
        return table;
    }

    /** The product against the best of each kind. */
    Table bests() {
        Table table = new Table(
                "best of",
                "time: peer",
                "ccache ÷ it [95 %]",
                "workloads",
                "memory: peer",
                "ccache ÷ it [95 %]",
                "workloads");
        for (PeerGroup group : BESTS) {
            best(
                    table,
                    group.words(),
                    results.bestSingle(Quantity.TIME, group),
                    results.bestSingle(Quantity.MEMORY, group));
        }
        best(
                table,
                "native and Java, workload by workload",
                results.geomeanOfBests(Quantity.TIME, PeerGroup.OUTSIDE),
                results.geomeanOfBests(Quantity.MEMORY, PeerGroup.OUTSIDE));
        return table;
    }

    private static void best(Table table, String what, Optional<Geomean> time, Optional<Geomean> memory) {
        table.row(
                what,
                time.map(Geomean::whom).orElse(Figures.NONE),
                time.map(SuiteTables::ratio).orElse(Figures.NONE),
                time.map(Geomean::coverage).orElse(Figures.NONE),
                memory.map(Geomean::whom).orElse(Figures.NONE),
                memory.map(SuiteTables::ratio).orElse(Figures.NONE),
                memory.map(Geomean::coverage).orElse(Figures.NONE));
    }

    /** To be behind a bound is no loss. */
    private static String ratio(PeerFacts peer, Geomean mean) {
        return peer.family() == Family.BOUND ? mean.ratio().toString() : ratio(mean);
    }

    private static String ratio(Geomean mean) {
        return mean.ratio().value() > 1
                ? bold(mean.ratio().toString())
                : mean.ratio().toString();
    }

    static String family(PeerFacts peer) {
        return switch (peer.family()) {
            case OURS -> "own";
            case NATIVE -> "native";
            case JAVA -> "Java";
            case BOUND -> "bound";
        };
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

    /** Each workload against the best peer on it. */
    Table workloads(Quantity quantity) {
        String unit = quantity == Quantity.TIME ? "ns/op" : "growth";
        Table table = new Table(
                "workload",
                Suite.OURS + ", " + unit,
                "best peer",
                "its " + unit,
                "ccache ÷ it [95 %]",
                "A/A",
                "verdict");
        for (WorkloadResults workload : results.workloads()) {
            String[] cells = cells(workload, quantity);
            table.row(
                    workload.name()
                            + (quantity == Quantity.TIME && workload.facts().processorTime() ? " (cpu)" : ""),
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    Figures.resolution(workload.resolution(quantity)),
                    cells[4]);
        }
        return table;
    }

    /** Time and memory of each workload in one row. */
    Table sideBySide() {
        Table table = new Table(
                "workload",
                "ccache ns/op",
                "best peer",
                "its ns/op",
                "ccache ÷ it [95 %]",
                "time",
                "ccache growth",
                "best peer",
                "its growth",
                "ccache ÷ it [95 %]",
                "memory");
        for (WorkloadResults workload : results.workloads()) {
            String[] time = cells(workload, Quantity.TIME);
            String[] memory = cells(workload, Quantity.MEMORY);
            table.row(
                    workload.name() + (workload.facts().processorTime() ? " (cpu)" : ""),
                    time[0],
                    time[1],
                    time[2],
                    time[3],
                    time[4],
                    memory[0],
                    memory[1],
                    memory[2],
                    memory[3],
                    memory[4]);
        }
        return table;
    }

    private String[] cells(WorkloadResults workload, Quantity quantity) {
        String own = figure(quantity, workload.median(quantity, Suite.OURS));
        Optional<PeerRatio> best = workload.best(quantity, results.peers(PeerGroup.OUTSIDE));
        if (best.isEmpty()) {
            String why = workload.ours().absence();
            return new String[] {own, Figures.NONE, Figures.NONE, Figures.NONE, why.isEmpty() ? Figures.NONE : bold(why)
            };
        }
        PeerRatio ratio = best.get();
        boolean judged = quantity == Quantity.TIME || workload.memoryJudged();
        return new String[] {
            own,
            ratio.peer(),
            figure(quantity, workload.median(quantity, ratio.peer())),
            ratio(ratio, judged),
            judged ? verdict(ratio, quantity) : "not judged"
        };
    }

    static String figure(Quantity quantity, double value) {
        return quantity == Quantity.TIME ? Figures.nanos(value) : Figures.bytes(value);
    }

    /** Bold where the product is behind, whatever the verdict says. */
    static String ratio(PeerRatio ratio, boolean judged) {
        String text = ratio.ratio().toString();
        return judged && ratio.ratio().value() > 1 ? bold(text) : text;
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
            table.row(peer.name(), family(peer), version(peer.name()), peer.licence(), cell(peer.how()));
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
