package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.suite.Outcome;

/** The sentences of the report. Numbers in them come from the results. */
final class Sentences {
    private static final Set<String> SEQUENCES = Set.of("MM_CID", "CPU_ID");

    private final SuiteResults results;

    Sentences(SuiteResults results) {
        this.results = results;
    }

    String title() {
        List<String> work = new ArrayList<>();
        if (!results.field().isEmpty() || results.loops().isEmpty()) {
            work.add(Figures.counted(results.field().size(), "workload"));
        }
        if (!results.loops().isEmpty()) {
            work.add(Figures.counted(results.loops().size(), "loop"));
        }
        return Arm.OURS + " beside " + Figures.counted(results.peers().size(), "peer") + " on "
                + String.join(" and ", work);
    }

    String subtitle() {
        String revision = results.folder().fact("revision", "git revision");
        return when() + (revision.isEmpty() ? "" : ", revision " + revision) + ", folder "
                + results.folder().name();
    }

    /** Day, machine and extent. */
    String when() {
        List<String> parts = new ArrayList<>();
        String started = results.folder().fact("started");
        if (!started.isEmpty()) {
            parts.add(started.split("T", 2)[0]);
        }
        String processor = results.folder().fact("CPU", "cpu", "processor");
        if (!processor.isEmpty()) {
            parts.add(processor);
        }
        String usable = results.folder().fact("processors");
        if (usable.matches("[0-9]+ usable.*")) {
            parts.add(usable.substring(0, usable.indexOf(' ')) + " processors");
        }
        parts.add(processes());
        return String.join(", ", parts);
    }

    private String processes() {
        int all = results.folder().outcomes().size();
        return all == 1 ? "1 process measured" : all + " processes measured";
    }

    /** What nobody may overlook. */
    List<String> alarms() {
        List<String> alarms = new ArrayList<>();
        if (results.wrong() > 0) {
            alarms.add(String.format(
                    Locale.ROOT,
                    "%,d blocks had changed contents: an allocator or the harness is broken, see the details of %s",
                    results.wrong(),
                    String.join(", ", wrongWhere())));
        }
        String mode = mode();
        if (!mode.isEmpty() && SEQUENCES.stream().noneMatch(mode::startsWith)) {
            String reason = results.folder().fact("reason", "rseq reason");
            alarms.add("no restartable sequences on this machine: ccache has no figures, and a program gets striped"
                    + (reason.isEmpty() ? "" : ", because: " + reason));
        }
        return alarms;
    }

    private Set<String> wrongWhere() {
        Set<String> where = new TreeSet<>();
        for (Outcome outcome : results.folder().outcomes()) {
            if (outcome.wrong() > 0) {
                where.add(outcome.peer() + " on " + outcome.workload());
            }
        }
        return where;
    }

    /** Of the machine; else what the product's first process said. */
    String mode() {
        String mode = results.folder().fact("rseq mode", "mode");
        if (!mode.isEmpty()) {
            return mode;
        }
        return results.workloads().stream()
                .flatMap(workload -> workload.ours().outcomes().stream())
                .map(outcome -> outcome.stats().mode())
                .filter(text -> text != null && !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    List<String> method() {
        List<String> method = new ArrayList<>();
        method.add(String.format(
                Locale.ROOT,
                "Each process measures one workload on one peer. A round is one process of each peer, back to back in random"
                        + " order; the run has up to %d rounds of each workload. Ratios are taken within rounds and averaged"
                        + " geometrically, so what disturbs the machine for longer than a round disturbs all peers alike.",
                results.rounds()));
        method.add("Time is the wall time of an operation of the whole process. Where requests come at a fixed rate"
                + " (marked cpu), it is the processor time of an operation: there a slow peer is not late, but busy.");
        method.add(String.format(
                Locale.ROOT,
                "Memory is the growth of the process at its peak, minus the median growth of the peer void on the same"
                        + " workload where it ran: what the JVM itself grows by. At least 64 KiB. It takes part in verdicts"
                        + " and means only where ccache's live blocks reach 4 MiB: %d of %d workloads. The rule looks at"
                        + " the workload, never at results.",
                results.judged(Quantity.MEMORY).size(),
                results.field().size()));
        method.add(String.format(
                Locale.ROOT,
                "Intervals are 95 %% percentile bootstraps over rounds, for means over rounds within each workload, seed %d."
                        + " With few rounds they are too narrow; therefore each round also has a second process of ccache"
                        + " (A/A), and a verdict is given only where at least %d common rounds exist and the whole interval"
                        + " lies outside of what the two equal processes may differ by. A best peer is chosen after the"
                        + " fact, which makes ccache look a little worse beside it; intervals do not account for that.",
                SuiteResults.seed(results.folder()),
                Difference.LEAST_ROUNDS));
        method.add("A process was discarded and run again only for its environment, as when other programs or the"
                + " hypervisor took the processors, never for its figures: "
                + discards() + ". A skip is a peer that is not installed, or a pair that does not fit; it is named, and"
                + " means say over how many workloads they are. Best peers are chosen among those with at least "
                + Difference.LEAST_ROUNDS
                + " rounds, or as many as ccache has, best single ones among those that have them on at least half of the"
                + " workloads" + noCandidates() + ".");
        return method;
    }

    /** What the loops are, for those who read their table. */
    String loops() {
        return "Time of ccache in calls and nothing else, and its ratio to each peer. Where a name ends in touched, both"
                + " ends of each block are written, and read before the free, as programs do: those are the ones to go by."
                + " Loops are in no mean, count or promise, where each of them would weigh as much as a program.";
    }

    private String noCandidates() {
        List<String> names = results.noCandidates(Quantity.TIME, PeerGroup.ALL);
        return names.isEmpty() ? "" : " (not so: " + String.join(", ", names) + ")";
    }

    private String discards() {
        List<String> reasons = results.workloads().stream()
                .flatMap(workload -> workload.all().values().stream())
                .flatMap(series -> series.discards().stream())
                .toList();
        return reasons.isEmpty()
                ? "none of this run"
                : reasons.size() + " of this run (" + String.join("; ", new TreeSet<>(reasons)) + ")";
    }

    String verified() {
        return String.format(
                Locale.ROOT,
                "%,d blocks were verified, %s.",
                results.verified(),
                results.wrong() == 0 ? "none was wrong" : SuiteTables.bold(results.wrong() + " were wrong"));
    }
}
