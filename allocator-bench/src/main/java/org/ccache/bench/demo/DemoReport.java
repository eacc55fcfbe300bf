package org.ccache.bench.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.replay.RoundResult;
import org.ccache.bench.workload.ParkedResult;

/** What the demonstration saw, as Markdown that also reads well on a terminal. */
final class DemoReport {
    private final Bootstrap bootstrap;

    DemoReport(Bootstrap bootstrap) {
        this.bootstrap = bootstrap;
    }

    String machine(Map<String, String> facts, List<String> flags) {
        StringBuilder text = new StringBuilder("## Machine\n\n");
        facts.forEach((name, value) -> text.append(String.format(Locale.ROOT, "- %s: %s%n", name, value)));
        text.append("- flags of every measured JVM: `")
                .append(String.join(" ", flags))
                .append("`\n");
        return text.toString();
    }

    String trace(TraceOutcome outcome) {
        List<RoundResult> rounds = outcome.rounds().get(TraceComparison.OURS);
        String head = String.format(
                Locale.ROOT,
                "## Trace %s%n%n`%s`: %s operations a pass, %d %s, %s live at peak; %d rounds, %d passes a"
                        + " round%n%n",
                outcome.trace(),
                outcome.about().program(),
                Figures.count(outcome.about().operations()),
                outcome.about().threads(),
                outcome.about().threads() == 1 ? "thread" : "threads",
                Figures.bytes(outcome.about().peakLiveBytes()),
                rounds.size(),
                rounds.getFirst().passes());
        return head + times(outcome) + '\n' + memory(outcome);
    }

    private Table times(TraceOutcome outcome) {
        Table table = new Table(
                "allocator",
                "median pass",
                "ns/op",
                "cpu ns/op",
                TraceComparison.OURS + " takes [95 %]",
                "alone ns/op",
                "allocator alone [95 %]",
                "verified",
                "wrong");
        outcome.summaries().forEach((name, summary) -> {
            boolean ours = name.equals(TraceComparison.OURS);
            double median = Bootstrap.quantile(outcome.nanosPerPass(name), 0.5);
            table.row(
                    name,
                    Figures.time(Math.round(median)),
                    Figures.nanos(median / outcome.about().operations()),
                    Figures.nanos(outcome.cpuNanosPerOperation(name)),
                    ours ? "" : outcome.ratio(name, bootstrap) + " ×",
                    Figures.nanos(Bootstrap.quantile(outcome.bareNanosPerPass(name), 0.5)
                            / outcome.about().operations()),
                    ours ? "" : outcome.bareRatio(name, bootstrap) + " ×",
                    Figures.count(summary.verified()),
                    Figures.count(summary.wrong()));
        });
        return table;
    }

    private Table memory(TraceOutcome outcome) {
        Table table = new Table(
                "allocator",
                "process peak over start",
                "mapped at peak",
                "cached at rest",
                "depot at rest",
                "refills",
                "flushes",
                "of operations",
                "aborts");
        outcome.summaries().forEach((name, summary) -> {
            PeerStats stats = summary.stats();
            table.row(
                    name,
                    Figures.bytes(summary.peakBytes()),
                    Figures.bytes(stats.peakMappedBytes()),
                    Figures.bytes(stats.cachedBytes()),
                    Figures.bytes(stats.depotBytes()),
                    Figures.count(stats.refills()),
                    Figures.count(stats.flushes()),
                    Figures.share(traffic(stats), summary.operations(), 3),
                    Figures.count(stats.aborts()));
        });
        return table;
    }

    /** Refills and flushes together, or unknown. */
    static long traffic(PeerStats stats) {
        return stats.refills() == PeerStats.UNKNOWN ? PeerStats.UNKNOWN : stats.refills() + stats.flushes();
    }

    String parked(Map<FrontEnd, ParkedResult> results) {
        ParkedResult any = results.values().iterator().next();
        Table table = new Table(
                "front end",
                "cached while parked",
                "bound",
                "mapped",
                "process grew by",
                "cached after exit",
                "burst p50",
                "burst p99",
                "wrong");
        results.forEach((frontEnd, result) -> table.row(
                frontEnd.name(),
                Figures.bytes(result.cachedBytes()),
                frontEnd == ParkedComparison.OURS ? Figures.bytes(result.boundBytes()) : "threads × cap",
                Figures.bytes(result.mappedBytes()),
                Figures.bytes(result.residentBytes()),
                Figures.bytes(result.cachedAfterExit()),
                Figures.time(result.burstMedianNanos()),
                Figures.time(result.burst99Nanos()),
                Figures.count(result.wrong())));
        return String.format(
                Locale.ROOT,
                "## %s virtual threads, each after a burst of %d blocks%n%n%s%nThe bound of %s is the budget of all"
                        + " caches, %s for %d indexes, however many threads there are.%n",
                Figures.count(any.threads()),
                any.operations() / any.threads() / 2,
                table,
                ParkedComparison.OURS,
                Figures.bytes(any.cacheBytes()),
                any.indexes());
    }

    /**
     * What a reader takes home: whether every block was right, how fast beside malloc and thread caches, how much
     * memory. Slower is said as plainly as faster.
     */
    String verdict(List<TraceOutcome> outcomes, Map<FrontEnd, ParkedResult> parked) {
        long verified = outcomes.stream().mapToLong(TraceOutcome::verified).sum();
        boolean correct = correct(outcomes, parked);
        ParkedResult ours = parked.get(ParkedComparison.OURS);
        ParkedResult tcache = parked.get(FrontEnd.TCACHE);
        StringBuilder text = new StringBuilder("## In short\n\n");
        text.append(
                correct
                        ? "Every block right: " + Figures.count(verified) + " verified, none wrong, audits clean.\n\n"
                        : "VERIFICATION FAILED: blocks had changed, or an audit found a problem. See the tables.\n\n");
        for (TraceOutcome outcome : outcomes) {
            text.append(String.format(
                    Locale.ROOT,
                    "- %s: %s; %s%n",
                    outcome.trace(),
                    speed(outcome, "malloc", "malloc"),
                    speed(outcome, "tcache", "a cache for each thread")));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "- %s parked virtual threads: %s keeps %s in its caches, a cache for each thread %s",
                        Figures.count(ours.threads()),
                        TraceComparison.OURS,
                        Figures.bytes(ours.cachedBytes()),
                        Figures.bytes(tcache.cachedBytes())))
                .toString();
    }

    /** Whether all contents were right and all audits clean. */
    static boolean correct(List<TraceOutcome> outcomes, Map<FrontEnd, ParkedResult> parked) {
        return outcomes.stream().allMatch(TraceOutcome::correct)
                && parked.values().stream().allMatch(r -> r.wrong() == 0 && r.clean());
    }

    private String speed(TraceOutcome outcome, String peer, String words) {
        Ratio written = outcome.ratio(peer, bootstrap);
        return written.includesOne()
                ? "as fast as " + words
                : times(written.value()) + words + " ("
                        + times(outcome.bareRatio(peer, bootstrap).value()) + "it in the calls alone)";
    }

    private static String times(double ratio) {
        return ratio < 1
                ? Figures.number(1 / ratio, 2) + " times as fast as "
                : "SLOWER, " + Figures.number(ratio, 2) + " times the time of ";
    }
}
