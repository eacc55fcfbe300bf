package org.ccache.bench.research;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Promise;
import org.ccache.bench.measure.PromisedRatio;
import org.ccache.bench.measure.Task;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.research.percpu.PerCpuReport;
import org.ccache.bench.research.percpu.PerCpuRun;
import org.ccache.bench.research.percpu.PerCpuSamples;

/** The document's ring, and the other per-CPU data structures, beside what programs use instead. */
final class PerCpuExperiment extends Experiment {
    private static final long SEED = 1;

    private static final long TIMEOUT_SECONDS = 600;

    /** That of the machines whose runs do not tell: x86-64 has no other. */
    private static final long USUAL_PAGE = 4096;

    @JsonTypeName("per-cpu-data")
    record PerCpuTask(int rounds, boolean quick, long seed) implements Task.Once<PerCpuSamples> {
        @Override
        public PerCpuSamples measure() throws InterruptedException {
            return PerCpuRun.measure(rounds, quick, seed);
        }
    }

    private static String promises() {
        return PerCpuReport.PROMISED.stream()
                .map(promised -> promised.promise().what() + " at most "
                        + Figures.number(promised.promise().limit(), 1))
                .collect(Collectors.joining("; "));
    }

    PerCpuExperiment() {
        super(Premise.read("per-cpu-data", Map.of("promises", promises())));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        if (!conditions.rseq(findings)) {
            return;
        }
        ExperimentProcesses processes = new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS);
        String[] flags = Peers.info("agrona").flags().toArray(String[]::new);
        List<PerCpuSamples> forks = new ArrayList<>();
        for (int fork = 0; fork < conditions.choose(1, 3); fork++) {
            processes
                    .run(
                            "process " + (fork + 1),
                            new PerCpuTask(conditions.choose(10, 60), conditions.quick(), SEED + fork),
                            PerCpuSamples.class,
                            flags)
                    .ifPresent(forks::add);
        }
        if (forks.isEmpty()) {
            return;
        }
        PerCpuReport report = new PerCpuReport(forks, SEED);
        for (String scenario : report.samples().scenarios()) {
            findings.table(scenario + ", nanoseconds:", report.times(scenario));
        }
        findings.text("Latencies of the rings in nanoseconds, 32 bytes, a message every two microseconds from each"
                + " producer.");
        report.latencies().forEach((what, latencies) -> findings.table(what + ":", latencies));
        findings.text(PerCpuReport.memory(
                conditions.number("page size", USUAL_PAGE), (int) conditions.number("indexes", 0), (int)
                        conditions.number("processors", 0)));
        findings.picture(chart("-ring", "nanoseconds an offer, by ring", report, "ring offer, 32 bytes"));
        findings.picture(chart("-counter", "nanoseconds an addition, by counter", report, "counter add"));
        for (PromisedRatio promised : PerCpuReport.PROMISED) {
            Promise promise = promised.promise();
            findings.below(
                    promise.what() + " at most " + promise.limit(),
                    promise.limit(),
                    report.samples().ratio(promised));
        }
    }

    /** Medians of the scenarios whose names begin alike: a group of bars for each, a colour for each arm. */
    private Picture chart(String suffix, String label, PerCpuReport report, String prefix) {
        Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
        for (String scenario : report.samples().scenarios()) {
            if (scenario.startsWith(prefix)) {
                report.samples()
                        .medians(scenario)
                        .forEach((arm, nanos) -> medians.computeIfAbsent(arm, key -> new LinkedHashMap<>())
                                .put(scenario.substring(prefix.length() + 2), nanos));
            }
        }
        return Picture.bars(name() + suffix, label, prefix, new Axis("median", "nanos", false, 0), medians);
    }
}
