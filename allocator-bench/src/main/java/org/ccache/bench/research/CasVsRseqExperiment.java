package org.ccache.bench.research;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.measure.Task;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.research.freelist.AbaHunt;
import org.ccache.bench.research.freelist.AbaSchedule;
import org.ccache.bench.research.freelist.CasFreelist;
import org.ccache.bench.research.freelist.Freelist;
import org.ccache.bench.research.freelist.FreelistTimes;
import org.ccache.bench.research.freelist.LockedFreelist;
import org.ccache.bench.research.freelist.Nodes;
import org.ccache.bench.research.freelist.RseqFreelist;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** Free lists by compare-and-swap and by sequences: the price of a pair, and the ABA problem shown and avoided. */
final class CasVsRseqExperiment extends Experiment {
    private static final String RSEQ = "rseq";
    private static final String AGAIN = "rseq (A/A)";
    private static final String CAS = "CAS";
    private static final String TAGGED = "CAS, tagged";
    private static final String SHARED = "CAS, one list for all";
    private static final String LOCK = "lock";
    private static final String WIDE = "CAS, one list for all, wide window";
    private static final int PAUSES = 20;

    private static final List<Integer> THREADS = List.of(1, 2, 4);
    private static final int NODES = 1 << 20;
    private static final long SEED = 11;

    private static final long TIMEOUT_SECONDS = 300;

    /** CasVsRseqTimes pairs of so many threads. */
    @JsonTypeName("cas-vs-rseq")
    record CasVsRseqTask(int threads, int pairs, int rounds) implements Task.Once<CasVsRseqTimes> {
        @Override
        public CasVsRseqTimes measure() throws InterruptedException {
            return times(this);
        }
    }

    record CasVsRseqTimes(RseqMode mode, long aborts, Map<String, double[]> nanos) {}

    /** Hunts for broken lists. */
    @JsonTypeName("cas-vs-rseq-hunt")
    record HuntTask(int rounds) implements Task.Once<Hunt> {
        @Override
        public Hunt measure() throws InterruptedException {
            return hunt(rounds);
        }
    }

    record Hunt(Map<String, AbaHunt.Caught> outcomes) {}

    CasVsRseqExperiment() {
        super(Premise.read("cas-vs-rseq", Map.of()));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        ExperimentProcesses processes = new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS);
        if (!conditions.rseq(findings)) {
            return;
        }
        Table table = new Table("threads", "list", "ns a pair", "÷ rseq, 95 %");
        Map<Integer, CasVsRseqTimes> all = new LinkedHashMap<>();
        for (int threads : THREADS) {
            CasVsRseqTask task =
                    new CasVsRseqTask(threads, conditions.choose(20_000, 200_000), conditions.choose(5, 60));
            processes.run(threads + " threads", task, CasVsRseqTimes.class).ifPresent(times -> {
                all.put(threads, times);
                findings.count("aborts", times.aborts());
                judge(threads, times, table, findings);
            });
        }
        findings.table("Medians of the processors' time for a pop and a push (elapsed × processors ÷ pairs):", table);
        findings.picture(chart(all));
        schedule(findings);
        processes
                .run("hunt", new HuntTask(conditions.choose(5, 200)), Hunt.class)
                .ifPresent(hunt -> hunted(hunt, findings));
    }

    private static void judge(int threads, CasVsRseqTimes times, Table table, Findings findings) {
        Bootstrap bootstrap = new Bootstrap(SEED);
        double[] rseq = times.nanos().get(RSEQ);
        times.nanos()
                .forEach((name, nanos) -> table.row(
                        Integer.toString(threads),
                        name,
                        Figures.number(Bootstrap.quantile(nanos, 0.5), 2),
                        bootstrap.ofQuantiles(nanos, rseq, 0.5).toString()));
        for (String other : List.of(CAS, TAGGED)) {
            findings.below(
                    threads + " threads: rseq ÷ " + other + " at most 1",
                    1,
                    bootstrap.ofQuantiles(rseq, times.nanos().get(other), 0.5));
        }
    }

    private static void schedule(Findings findings) {
        AbaSchedule.Played plain = AbaSchedule.run(false);
        AbaSchedule.Played tagged = AbaSchedule.run(true);
        findings.check(
                        "by schedule, no tag: the swap succeeds and hands out a node twice",
                        words(plain),
                        Verdict.of(plain.swapped() && plain.handedOutTwice() > 0))
                .check(
                        "by schedule, tagged: the swap fails",
                        words(tagged),
                        Verdict.of(!tagged.swapped() && tagged.handedOutTwice() == 0));
    }

    private static String words(AbaSchedule.Played outcome) {
        return (outcome.swapped() ? "swapped" : "not swapped") + ", " + outcome.handedOutTwice() + " twice";
    }

    private static void hunted(Hunt hunt, Findings findings) {
        Table table = new Table("list", "lists", "broken", "pops", "aborts");
        hunt.outcomes()
                .forEach((name, o) -> table.row(
                        name,
                        Integer.toString(o.rounds()),
                        Integer.toString(o.broken()),
                        Figures.count(o.pops()),
                        Figures.count(o.aborts())));
        findings.table("By chance, 4 threads:", table);
        hunt.outcomes().forEach((name, o) -> {
            if (!name.equals(SHARED)) { // rare without the wide window: shown, not judged
                boolean breaks = name.equals(WIDE);
                findings.check(
                        "by chance, " + name + ": " + (breaks ? "lists are broken" : "none is broken"),
                        o.broken() + " of " + o.rounds(),
                        Verdict.of(breaks == o.broken() > 0));
            }
        });
    }

    private static CasVsRseqTimes times(CasVsRseqTask task) throws InterruptedException {
        Nodes nodes = new Nodes(NODES);
        IntSupplier index = Rseq::indexHint;
        Map<String, Freelist> lists = new LinkedHashMap<>();
        lists.put(RSEQ, new RseqFreelist(nodes));
        lists.put(AGAIN, new RseqFreelist(nodes));
        lists.put(CAS, new CasFreelist(nodes, false, Rseq.indexes(), index, null));
        lists.put(TAGGED, new CasFreelist(nodes, true, Rseq.indexes(), index, null));
        lists.put(SHARED, new CasFreelist(nodes, true, 1, () -> 0, null));
        lists.put(LOCK, new LockedFreelist(nodes, Rseq.indexes(), index));
        Map<String, double[]> nanos =
                new FreelistTimes(task.threads(), task.pairs(), 10, task.rounds(), SEED).run(lists, nodes);
        long aborts = 0;
        for (Freelist list : lists.values()) {
            aborts += list.aborts();
            list.close();
        }
        return new CasVsRseqTimes(Rseq.mode(), aborts, nanos);
    }

    private static Hunt hunt(int rounds) throws InterruptedException {
        Map<String, Function<Nodes, Freelist>> makers = new LinkedHashMap<>();
        makers.put(SHARED, nodes -> new CasFreelist(nodes, false, 1, () -> 0, null));
        makers.put(WIDE, nodes -> new CasFreelist(nodes, false, 1, () -> 0, CasVsRseqExperiment::pause));
        makers.put(WIDE + ", tagged", nodes -> new CasFreelist(nodes, true, 1, () -> 0, CasVsRseqExperiment::pause));
        makers.put(RSEQ, RseqFreelist::new);
        Map<String, AbaHunt.Caught> outcomes = new LinkedHashMap<>();
        for (Map.Entry<String, Function<Nodes, Freelist>> maker : makers.entrySet()) {
            outcomes.put(maker.getKey(), AbaHunt.run(maker.getValue(), rounds, 50));
        }
        return new Hunt(outcomes);
    }

    /** Widens the window in which a thread can be preempted. */
    private static void pause() {
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
    }

    private Picture chart(Map<Integer, CasVsRseqTimes> all) {
        Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
        for (String list : List.of(RSEQ, CAS, TAGGED, SHARED, LOCK)) {
            Map<String, Double> own = new LinkedHashMap<>();
            all.forEach((threads, times) -> own.put(
                    Figures.counted(threads, "thread"),
                    Bootstrap.quantile(times.nanos().get(list), 0.5)));
            medians.put(list, own);
        }
        return Picture.bars(
                name(),
                "nanoseconds a pair, by list and number of threads",
                "A pop and a push on a free list, from Java",
                new Axis("processor time", "nanos", false, 0),
                medians);
    }
}
