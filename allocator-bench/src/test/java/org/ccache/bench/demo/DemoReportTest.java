package org.ccache.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.replay.RoundResult;
import org.ccache.bench.replay.StampMode;
import org.ccache.bench.replay.WorkerReady;
import org.ccache.bench.replay.WorkerSummary;
import org.ccache.bench.workload.ParkedResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReportTest {
    private final DemoReport report = new DemoReport(new Bootstrap(1));

    private static List<RoundResult> rounds(StampMode mode, long nanos) {
        List<RoundResult> rounds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rounds.add(new RoundResult(mode, 10, nanos, nanos, 1000, 0));
        }
        return rounds;
    }

    /** Ours at {@code ours} per round, everyone else at 1,000,000; {@code wrong} changed blocks in tcache's. */
    private static TraceOutcome outcome(long ours, long wrong, List<String> problems) {
        Map<String, List<RoundResult>> stamped = new LinkedHashMap<>();
        Map<String, List<RoundResult>> bare = new LinkedHashMap<>();
        Map<String, WorkerSummary> summaries = new LinkedHashMap<>();
        PeerStats stats = new PeerStats("MM_CID", 0, 4096, 4096, 1 << 20, 1 << 20, 10, 10, 1, 1 << 20);
        for (String name : TraceComparison.PEERS.keySet()) {
            long nanos = name.startsWith(TraceComparison.OURS) ? ours : 1_000_000;
            stamped.put(name, rounds(StampMode.EDGES, nanos));
            bare.put(name, rounds(StampMode.NONE, nanos));
            summaries.put(
                    name,
                    new WorkerSummary(
                            10_000,
                            20_000,
                            name.equals("tcache") ? wrong : 0,
                            1 << 20,
                            1 << 20,
                            name.equals("malloc") ? PeerStats.NONE : stats,
                            problems));
        }
        return new TraceOutcome("x.trace.gz", new WorkerReady("ccache", "x", 1, 100, 4096), stamped, bare, summaries);
    }

    private static Map<FrontEnd, ParkedResult> parked(long cached) {
        Map<FrontEnd, ParkedResult> parked = new LinkedHashMap<>();
        parked.put(
                ParkedComparison.OURS,
                new ParkedResult("CCACHE", 10_000, 1, 1_280_000, 0, true, 2, 1 << 20, cached, 1, 1, 1, 1, 1));
        parked.put(
                FrontEnd.TCACHE,
                new ParkedResult("TCACHE", 10_000, 1, 1_280_000, 0, true, 2, 1 << 20, 1L << 30, 1, 1, 1, 1, 1));
        return parked;
    }

    @Test
    void aGoodRunSaysHowMuchFasterAndSmaller() {
        assertThat(report.verdict(List.of(outcome(400_000, 0, List.of())), parked(1 << 20)))
                .contains("Every block right: 80,000 verified, none wrong, audits clean")
                .contains("2.50 times as fast as malloc (2.50 times as fast as it in the calls alone)")
                .contains("2.50 times as fast as a cache for each thread")
                .contains("keeps 1.0 MiB in its caches, a cache for each thread 1.00 GiB");
    }

    @Test
    void aSlowerRunSaysSoAndNothingOfPromises() {
        assertThat(report.verdict(List.of(outcome(1_250_000, 0, List.of())), parked(3 << 20)))
                .contains("SLOWER, 1.25 times the time of malloc")
                .doesNotContain("promised")
                .doesNotContain("KEPT");
        assertThat(report.verdict(List.of(outcome(1_000_000, 0, List.of())), parked(1)))
                .contains("as fast as malloc;");
    }

    @Test
    void changedContentsFailTheRun() {
        TraceOutcome wrong = outcome(400_000, 1, List.of());
        assertThat(wrong.correct()).isFalse();
        assertThat(report.verdict(List.of(wrong), parked(1))).contains("VERIFICATION FAILED");
    }

    @Test
    void problemsOfTheAuditFailTheRun() {
        assertThat(outcome(400_000, 0, List.of("class 3: carved 10, accounted 9"))
                        .correct())
                .isFalse();
    }

    @Test
    void tablesShowEveryAllocatorAndTheControl() {
        String text = report.trace(outcome(400_000, 0, List.of()));
        assertThat(text)
                .contains(TraceComparison.OURS, TraceComparison.CONTROL, "tcache", "malloc")
                .contains("0.400 [0.400, 0.400] ×")
                .contains("1.000 [1.000, 1.000] ×")
                .contains(Figures.NONE);
    }

    @Test
    void promisesAreJudgedFromTheRawLines(@TempDir Path folder) throws IOException {
        Path raw = Files.write(
                folder.resolve("raw.jsonl"),
                List.of(
                        Json.line(Map.of("machine", Map.of("kernel", "6.18"), "seed", 1)),
                        Json.line(outcome(600_000, 0, List.of())),
                        Json.line(parked(1 << 19))));
        assertThat(DemoPromises.read(raw, new Bootstrap(1)))
                .extracting(Judgement::what, Judgement::value, Judgement::word)
                .containsExactly(
                        tuple(Promises.TRACE_MALLOC.what() + ", x.trace.gz", 0.6, "NOT KEPT"),
                        tuple(Promises.TRACE_TRAFFIC.what() + ", x.trace.gz", 0.002, "kept"),
                        tuple(Promises.PARKED_CACHED.what(), 0.5, "kept"));
    }
}
