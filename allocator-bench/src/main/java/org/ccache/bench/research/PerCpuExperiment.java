package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.research.percpu.PerCpuReport;
import org.ccache.bench.research.percpu.PerCpuRun;
import org.ccache.bench.research.percpu.PerCpuSamples;
import org.ccache.bench.research.percpu.Promise;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** The document's ring, and the other per-CPU data structures, beside what programs use instead. */
final class PerCpuExperiment implements Experiment {
    private static final long SEED = 1;
    private static final long TIMEOUT_SECONDS = 600;

    /** What an arm is told. */
    record Settings(int rounds, boolean quick, long seed) {}

    @Override
    public String name() {
        return "per-cpu-data";
    }

    @Override
    public String title() {
        return "a ring, a counter, a stack for each CPU beside shared ones";
    }

    @Override
    public String claim() {
        return "Synchronisation of shared data brings contention, per-CPU data reduce it, and sequences synchronise what is left for less than"
                + " compare-and-swap or a lock. The document's example is a ring buffer with many producers and one consumer.";
    }

    @Override
    public String hypothesis() {
        StringBuilder text = new StringBuilder("Ratios of medians:");
        for (Promise promise : Promise.ALL) {
            text.append(String.format(
                    Locale.ROOT, " %s ÷ %s at most %.1f;", promise.scenario(), promise.theirs(), promise.limit()));
        }
        text.setCharAt(text.length() - 1, '.');
        return text.toString();
    }

    @Override
    public String method() {
        return "Blocks of operations of each contender in random order within a round, rounds in several processes; medians over blocks,"
                + " intervals by bootstrap over rounds; *A/A control* is a second ccache. Rings: messages of 32 bytes and others; *drained"
                + " between* measures offers alone, the consumer reads between blocks; with a consumer, rings are of the same size"
                + " together as the shared one, and a refused offer yields and tries again. *CAS* and *lock* are rings for each index,"
                + " committed so instead of by a sequence. Sequences are called by a downcall from Java, the others are Java. With 2"
                + " processors contention is as small as it can be; a shared structure loses more with more of them.";
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        if (Rseq.mode() == RseqMode.UNAVAILABLE) {
            findings.check("rseq works here", Rseq.reason(), Verdict.OPEN);
            return;
        }
        Arms arms = new Arms(this, findings, TIMEOUT_SECONDS);
        String[] flags = Peers.info("agrona").flags().toArray(String[]::new);
        List<PerCpuSamples> forks = new ArrayList<>();
        for (int fork = 0; fork < conditions.choose(1, 3); fork++) {
            arms.run(
                            "process " + (fork + 1),
                            new Settings(conditions.choose(10, 60), conditions.quick(), SEED + fork),
                            PerCpuSamples.class,
                            flags)
                    .ifPresent(forks::add);
        }
        if (forks.isEmpty()) {
            return;
        }
        PerCpuReport report = new PerCpuReport(forks, SEED);
        for (String scenario : report.scenarios()) {
            findings.table(scenario + ":", report.times(scenario));
        }
        findings.table(
                "Latencies of the rings in nanoseconds, 32 bytes, a message every two microseconds from each producer:",
                report.latencies());
        findings.text(report.memory());
        findings.picture("-ring", "nanoseconds an offer, by ring", chart(report, "ring offer, 32 bytes"));
        findings.picture("-counter", "nanoseconds an addition, by counter", chart(report, "counter add"));
        for (Promise promise : Promise.ALL) {
            Ratio ratio = report.ratio(promise);
            findings.check(
                    promise.scenario() + " ÷ " + promise.theirs() + " at most " + promise.limit(),
                    ratio.toString(),
                    Verdict.below(promise.limit(), ratio.low(), ratio.high()));
        }
    }

    @Override
    public Object arm(String json) throws InterruptedException {
        Settings settings = Json.parse(json, Settings.class);
        return PerCpuRun.measure(settings.rounds(), settings.quick(), settings.seed());
    }

    /** Medians of the scenarios whose names begin alike: a group of bars for each, a colour for each contender. */
    private static CategoryChart chart(PerCpuReport report, String prefix) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1000)
                .height(480)
                .title(prefix)
                .yAxisTitle("nanoseconds, median")
                .build();
        List<String> scenarios = report.scenarios().stream()
                .filter(scenario -> scenario.startsWith(prefix))
                .toList();
        List<String> labels = scenarios.stream()
                .map(scenario -> scenario.substring(prefix.length() + 2))
                .toList();
        if (!scenarios.isEmpty()) {
            Map<String, Double> first = report.medians(scenarios.getFirst());
            for (String contender : first.keySet()) {
                chart.addSeries(
                        contender,
                        labels,
                        scenarios.stream()
                                .map(scenario -> report.medians(scenario).get(contender))
                                .toList());
            }
        }
        return chart;
    }
}
